package dev.onionyard.snapshot;

import java.nio.file.Path;
import java.util.List;

/// A container's tree: a writable directory over read-only ones.
///
/// @param id the container's
/// @param lowers read-only trees, top first; may be empty
/// @param upper the writable layer; holds everything that the container changed, with overlayfs's marks
/// @param root where the merged tree is mounted while it is
public record Snapshot(String id, List<Path> lowers, Path upper, Path root) {

    public Snapshot {
        lowers = List.copyOf(lowers);
    }
}
