package dev.onionyard.dockerapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The answer to a pull or push. It begins with the first message, so that what fails before it is told by a
/// status; what fails later is a message.
final class TransferStream {

    private final Exchange exchange;
    private @Nullable JsonStream out;
    private boolean gone;

    TransferStream(Exchange exchange) {
        this.exchange = exchange;
    }

    synchronized boolean hasBegun() {
        return out != null;
    }

    synchronized void status(String status) {
        send(Map.of("status", status));
    }

    /// Remembers a client that is gone instead of failing: the work learns it when it asks.
    synchronized void send(Object message) {
        if (gone) {
            return;
        }
        try {
            begun().send(message);
        } catch (UncheckedIOException e) {
            gone = true;
        }
    }

    private JsonStream begun() {
        JsonStream stream = out;
        if (stream == null) {
            try {
                stream = exchange.jsonStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            out = stream;
        }
        return stream;
    }

    void fail(String message) {
        send(Map.of("errorDetail", Map.of("message", message), "error", message));
    }

    /// @throws CancellationException if the client is gone
    synchronized void checkClient() {
        if (gone) {
            throw new CancellationException("the client is gone");
        }
    }
}
