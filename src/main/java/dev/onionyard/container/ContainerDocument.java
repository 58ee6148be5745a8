package dev.onionyard.container;

import java.util.Map;

/// A container as one document: all that is known of it, in the shape that `docker inspect` prints. The Docker API
/// makes it; whoever shows it to people asks here, so that there is one truth.
public interface ContainerDocument {

    /// Names and values in the order in which they are printed; values are what JSON has, or null.
    Map<String, Object> inspect(Container container);
}
