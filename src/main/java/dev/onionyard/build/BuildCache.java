package dev.onionyard.build;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What steps of earlier builds made. A step is found again if it says the same, stands on the same, and copies
/// the same content; times of files do not count. Layers in the cache stay on disk until it is pruned.
public interface BuildCache {

    /// One remembered step.
    ///
    /// @param description the instruction
    /// @param bytes of its layer, 0 if it has none
    /// @param shared whether an image or a container has the layer too, so that pruning frees nothing
    record Entry(
            String id, String description, long bytes, boolean shared, Instant created, Instant lastUsed, int uses) {}

    /// Most recently used first.
    List<Entry> entries();

    /// What pruning did.
    record Pruned(List<String> entries, long freedBytes) {}

    /// Forgets steps, longest unused first, and removes layers that nothing else needs. Audited as
    /// `build-cache.prune`.
    ///
    /// @param all forget even what images have; otherwise only what frees space or has no layer
    /// @param unusedFor only steps not used for that long
    /// @param keepBytes stop when what is left takes no more than this
    Pruned prune(boolean all, Duration unusedFor, long keepBytes);
}
