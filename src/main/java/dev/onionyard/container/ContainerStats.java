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
            long sentBytes,
            HostTime host) {

        /// A sample without the host's figures.
        public Sample(
                Instant time,
                long cpuNanos,
                long memoryBytes,
                long memoryLimitBytes,
                long pids,
                long readBytes,
                long writtenBytes,
                long receivedBytes,
                long sentBytes) {
            this(
                    time,
                    cpuNanos,
                    memoryBytes,
                    memoryLimitBytes,
                    pids,
                    readBytes,
                    writtenBytes,
                    receivedBytes,
                    sentBytes,
                    new HostTime(0, 1));
        }
    }

    /// The host's processors at the time of a sample.
    ///
    /// @param cpuNanos time that has passed on all of them together
    record HostTime(long cpuNanos, int processors) {}

    /// @throws dev.onionyard.error.ConflictException if it does not run
    Sample sample(String nameOrId);
}
