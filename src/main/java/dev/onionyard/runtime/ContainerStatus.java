package dev.onionyard.runtime;

/// What is true about a container, from the runtime's own files. They outlive this server.
public sealed interface ContainerStatus {

    /// Created by the runtime, not started.
    record Created(int pid) implements ContainerStatus {}

    record Running(int pid) implements ContainerStatus {}

    record Paused(int pid) implements ContainerStatus {}

    /// It has ended, and conmon has left its exit code.
    record Exited(int code) implements ContainerStatus {}

    /// Its conmon is gone without a word: nobody will ever know the exit code, or hold its output.
    record Orphaned() implements ContainerStatus {}

    /// The runtime does not know it.
    record Absent() implements ContainerStatus {}
}
