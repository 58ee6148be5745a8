package dev.onionyard.container;

import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.runtime.ExecSession;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/// A client's connection to a process that entered a container.
record ExecConnection(ExecSession session) implements Connection {

    @Override
    public OutputStream stdin() {
        return session.stdin();
    }

    @Override
    public void resize(int rows, int columns) {
        session.resize(rows, columns);
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return session.exit();
    }

    @Override
    public int pid() {
        return session.pid();
    }

    @Override
    public void detach() {
        session.detach();
    }

    @Override
    public void close() {
        session.close();
    }
}
