package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerTerminals;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/// The connection of an attach that asked only for what was printed before.
enum EndedConnection implements ContainerTerminals.Connection {
    INSTANCE;

    @Override
    public OutputStream stdin() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public void resize(int rows, int columns) {}

    @Override
    public CompletableFuture<Integer> exit() {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public int pid() {
        return 0;
    }

    @Override
    public void detach() {}

    @Override
    public void close() {}
}
