package dev.onionyard.runtime;

import dev.onionyard.linux.PipedProcess;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A process without a terminal that entered a container. The runtime stays as its parent and gives its exit code
/// as its own; this server reads what it prints, so no conmon is needed.
final class PipedExec implements ExecSession {

    /// What Docker says when nobody knows the code.
    private static final int UNKNOWN_EXIT = 137;

    private final PipedProcess runtime;
    private final int pid;

    /// Remembers when the process started, so a later process with the same number is never killed for it.
    private final Optional<ProcessHandle> process;

    private final Path directory;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    PipedExec(PipedProcess runtime, int pid, Path directory, ProcessOutput output) {
        this.runtime = runtime;
        this.pid = pid;
        this.process = ProcessHandle.of(pid);
        this.directory = directory;
        Thread.ofPlatform().daemon().name("exec").start(() -> follow(output));
    }

    private void follow(ProcessOutput output) {
        int code = UNKNOWN_EXIT;
        try (runtime) {
            code = runtime.pump(output::stdout, output::stderr);
        } finally {
            RuntimeSessions.forget(directory);
            exit.complete(code);
        }
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public OutputStream stdin() {
        return runtime.stdin();
    }

    @Override
    public void resize(int rows, int columns) {
        // There is no terminal.
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit.copy();
    }

    @Override
    public void detach() {
        // It is read to its end whether somebody listens or not.
    }

    @Override
    public void close() {
        process.ifPresent(ProcessHandle::destroyForcibly);
    }
}
