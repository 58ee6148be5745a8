package dev.onionyard.snapshot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps the trees of containers on overlayfs. Life of a snapshot: [#prepare] makes its directories, [#mount] and
/// [#unmount] come and go with the container's runs, [#remove] ends it. Every method may be called again after a crash
/// and then finishes what was begun. Safe for use by several threads on different ids.
public interface SnapshotStore {

    /// Docker's limit of layers below a container.
    int MAX_LOWERS = 127;

    /// Makes the writable directory of a container. If it is there already, it is kept as it is.
    ///
    /// @param lowers read-only trees, top first; absolute paths; none for an empty container
    /// @throws dev.onionyard.error.InvalidInputException if there are more than [#MAX_LOWERS]
    Snapshot prepare(String id, List<Path> lowers);

    Optional<Snapshot> find(String id);

    /// @throws dev.onionyard.error.NotFoundException if it was not prepared
    Snapshot get(String id);

    /// Mounts the merged tree at [Snapshot#root]; does nothing if it is mounted.
    ///
    /// @throws dev.onionyard.error.UnavailableException with the kernel's reason
    Snapshot mount(String id);

    boolean isMounted(String id);

    /// Unmounts it; does nothing if it is not mounted. Processes that still use it keep what they have open.
    void unmount(String id);

    /// Unmounts and removes it with all that the container wrote; does nothing if there is none.
    void remove(String id);

    /// What the writable layer takes on disk, in bytes.
    long bytesOnDisk(String id);

    /// Removes the snapshots and mounts that belong to no container. Call it at start.
    ///
    /// @param owned ids of all containers, running or not
    void sweep(Set<String> owned);
}
