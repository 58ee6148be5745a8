package dev.onionyard.dockerapi;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// A stream of JSON messages, each flushed at once. Safe for use by several threads.
final class JsonStream {

    private static final byte[] LINE_END = {'\r', '\n'};

    private final OutputStream out;

    JsonStream(OutputStream out) {
        this.out = out;
    }

    /// Sends an empty line, which says nothing to a reader of JSON.
    ///
    /// @throws UncheckedIOException if the client is gone
    synchronized void sendNothing() {
        try {
            out.write(LINE_END);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws UncheckedIOException if the client is gone
    synchronized void send(Object message) {
        try {
            out.write(DockerJson.MAPPER.writeValueAsBytes(message));
            out.write(LINE_END);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
