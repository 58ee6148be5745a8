package dev.onionyard.layer;

import java.util.List;
import java.util.Optional;

/// What is in one layer, answered from its index file without touching the tree. Paths are relative, without leading
/// slash; the root is the empty string.
public interface LayerIndex {

    /// Every entry, sorted by path component (a folder before what is in it).
    List<LayerEntry> entries();

    Optional<LayerEntry> find(String path);

    /// The direct children of a folder, sorted by name.
    List<LayerEntry> children(String directory);
}
