package dev.onionyard.runtime;

import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/// A connection to a container's first process.
public final class AttachSession implements AutoCloseable {

    private final ConmonConnection connection;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    AttachSession(ConmonConnection connection, ProcessOutput output) {
        this.connection = connection;
        Thread.ofPlatform().daemon().name("attach").start(() -> {
            try {
                connection.pump(output);
            } finally {
                ended.complete(null);
            }
        });
    }

    /// Bytes for the process; closing it closes the process's input unless others may attach later.
    public OutputStream stdin() {
        return connection.stdin();
    }

    public void resize(int rows, int columns) {
        connection.resize(rows, columns);
    }

    /// Completes when there is no more output: the process has ended, or this was closed.
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /// Detaches; the process goes on.
    @Override
    public void close() {
        connection.close();
    }
}
