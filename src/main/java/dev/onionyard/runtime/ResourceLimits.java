package dev.onionyard.runtime;

/// What a container may use. 0 means no limit.
///
/// @param nanoCpus billionths of a processor
/// @param pids number of processes and threads
public record ResourceLimits(long memoryBytes, long nanoCpus, long pids) {

    public static final ResourceLimits NONE = new ResourceLimits(0, 0, 0);
}
