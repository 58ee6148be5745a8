package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A process in a container as a terminal meets it: remembers what was typed, prints and exits when told.
final class FakeProcess implements Connection {

    final ByteArrayOutputStream typed = new ByteArrayOutputStream();
    final List<String> sizes = new ArrayList<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Output output;
    private volatile boolean closed;

    FakeProcess(Output output) {
        this.output = output;
    }

    void print(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.stdout(bytes, bytes.length);
    }

    void end(int code) {
        exit.complete(code);
    }

    boolean closed() {
        return closed;
    }

    @Override
    public OutputStream stdin() {
        return typed;
    }

    @Override
    public void resize(int rows, int columns) {
        sizes.add(rows + "x" + columns);
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    @Override
    public int pid() {
        return 0;
    }

    @Override
    public void detach() {
        close();
    }

    @Override
    public void close() {
        closed = true;
        exit.complete(137);
    }
}
