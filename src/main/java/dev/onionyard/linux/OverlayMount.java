package dev.onionyard.linux;

import java.nio.file.Path;
import java.util.List;

/// An overlay to mount.
///
/// @param lowers read-only trees, top first, at least one
/// @param upper the writable tree
/// @param work an empty directory on the file system of `upper`, for the kernel
/// @param target where to mount it
public record OverlayMount(List<Path> lowers, Path upper, Path work, Path target) {

    public OverlayMount {
        lowers = List.copyOf(lowers);
    }
}
