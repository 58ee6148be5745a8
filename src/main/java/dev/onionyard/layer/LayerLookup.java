package dev.onionyard.layer;

import java.util.List;
import java.util.Optional;

/// Looks up paths in the tree that a whole stack of layers shows, from the indexes alone. A stack is given bottom
/// first.
public interface LayerLookup {

    /// Something visible, and the layer that brings it.
    record Visible(LayerEntry entry, LayerId layer) {}

    /// What is at `path`; links are not followed. The root is found only if a layer names it.
    Optional<Visible> find(List<LayerId> stack, String path);

    /// The direct children of `directory`, sorted by name.
    List<Visible> children(List<LayerId> stack, String directory);
}
