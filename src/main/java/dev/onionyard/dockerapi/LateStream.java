package dev.onionyard.dockerapi;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/// A stream to a client that is not there yet: whoever writes waits until it is.
final class LateStream extends OutputStream {

    private final CompletableFuture<OutputStream> client = new CompletableFuture<>();

    /// The client is there.
    void goOn(OutputStream stream) {
        client.complete(stream);
    }

    @Override
    public void write(int b) throws IOException {
        client.join().write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        client.join().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        client.join().flush();
    }
}
