package dev.onionyard.container;

import dev.onionyard.container.ContainerTerminals.Connection;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/// A connection to a container's first process whose new sizes are told to everyone.
///
/// @param resized told the new size
record AnnouncedConnection(Connection connection, Resized resized) implements Connection {

    /// Hears of a new size.
    interface Resized {
        void to(int rows, int columns);
    }

    @Override
    public OutputStream stdin() {
        return connection.stdin();
    }

    @Override
    public void resize(int rows, int columns) {
        connection.resize(rows, columns);
        resized.to(rows, columns);
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return connection.exit();
    }

    @Override
    public int pid() {
        return connection.pid();
    }

    @Override
    public void detach() {
        connection.detach();
    }

    @Override
    public void close() {
        connection.close();
    }
}
