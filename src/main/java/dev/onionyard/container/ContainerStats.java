package dev.onionyard.container;

import java.time.Instant;

/// Measures running containers.
public interface ContainerStats {

    /// What a container uses now. Counters count from its start.
    ///
    /// @param cpuNanos processor time used
    /// @param memoryBytes used, without the page cache that can be dropped
    /// @param memoryLimitBytes the limit, or the host's memory
    record Sample(
            Instant time,
            long cpuNanos,
            long memoryBytes,
            long memoryLimitBytes,
            long pids,
            long readBytes,
            long writtenBytes,
            long receivedBytes,
            long sentBytes) {}

    /// @throws dev.onionyard.error.ConflictException if it does not run
    Sample sample(String nameOrId);
}
