package dev.onionyard.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/// A directory that outlives containers.
///
/// @param data the directory that is mounted into containers
/// @param anonymous made for one container that gave it no name
public record Volume(String name, Path data, Map<String, String> labels, Instant created, boolean anonymous) {

    public Volume {
        labels = Map.copyOf(labels);
    }
}
