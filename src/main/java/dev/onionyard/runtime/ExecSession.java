package dev.onionyard.runtime;

import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/// A process that entered a container.
public interface ExecSession extends AutoCloseable {

    /// In the host's numbering.
    int pid();

    /// Closing it ends the process's input.
    OutputStream stdin();

    /// Does nothing to a process without a terminal.
    void resize(int rows, int columns);

    /// Completes with the exit code after the last output.
    CompletableFuture<Integer> exit();

    /// Leaves the process to itself: it goes on, and what it prints is read and thrown away.
    void detach();

    /// Kills the process if it still runs.
    @Override
    void close();
}
