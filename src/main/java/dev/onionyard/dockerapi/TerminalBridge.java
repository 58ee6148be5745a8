package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.Output;
import dev.onionyard.error.EngineException;
import dev.onionyard.event.Initiator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins a hijacked connection and a process in a container until one of them ends. A client that leaves does not end
/// the process.
///
/// @param opens connects to the process
/// @param framing how output is written to the client
/// @param stdin whether the client's bytes go to the process
/// @param detachKeys watched for in the client's bytes, or null
record TerminalBridge(
        Function<Output, Connection> opens,
        Function<OutputStream, StreamFraming> framing,
        boolean stdin,
        @Nullable DetachKeys detachKeys) {

    private static final Logger log = LoggerFactory.getLogger(TerminalBridge.class);
    private static final int BUFFER_BYTES = 32 << 10;

    /// Connects before the client hears `101`: it starts the container as soon as it does, and has to be on the list of
    /// those who wait by then. What the process prints meanwhile waits too.
    ///
    /// @param greets writes what the client sees first
    void attach(Exchange exchange, boolean tty, Consumer<StreamFraming> greets) throws Exception {
        var late = new LateStream();
        Connection connection = opens.apply(framing.apply(late));
        try {
            hijack(exchange, tty, (fromClient, toClient, hijack) -> {
                greets.accept(framing.apply(toClient));
                late.goOn(toClient);
                join(fromClient, connection, hijack);
            });
        } catch (Exception e) {
            connection.detach();
            throw e;
        }
    }

    /// Connects after the client has heard `101`: some clients lose output that comes in the same packet. As with
    /// dockerd the stream itself says what fails then.
    void start(Exchange exchange, boolean tty) throws Exception {
        hijack(exchange, tty, (fromClient, toClient, hijack) -> {
            StreamFraming output = framing.apply(toClient);
            try {
                join(fromClient, opens.apply(output), hijack);
            } catch (EngineException e) {
                tell(output, e);
            }
        });
    }

    private interface Session {
        void run(InputStream fromClient, OutputStream toClient, @Nullable Hijack hijack);
    }

    private static void hijack(Exchange exchange, boolean tty, Session session) throws Exception {
        String contentType = StreamFraming.contentType(exchange.version(), tty);
        if (exchange.request().getHeader("Upgrade") == null) {
            exchange.response().setHeader("Connection", "close");
            session.run(InputStream.nullInputStream(), exchange.stream(contentType), null);
            return;
        }
        var response = exchange.response();
        response.setHeader("Connection", "Upgrade");
        response.setHeader("Upgrade", "tcp");
        response.setContentType(contentType);
        // The session runs on another thread, and is still the act of who asked.
        Initiator initiator = Initiator.current();
        exchange.request()
                .upgrade(Hijack.class)
                .session((fromClient, toClient, hijack) ->
                        initiator.run(() -> session.run(fromClient, toClient, hijack)));
    }

    private void join(InputStream fromClient, Connection connection, @Nullable Hijack hijack) {
        try {
            var detached = new CompletableFuture<Void>();
            if (stdin && hijack != null) {
                hijack.read(() -> copyInput(fromClient, connection, detached));
            }
            CompletableFuture.anyOf(connection.exit(), detached).join();
        } catch (CancellationException | CompletionException e) {
            // The container was removed before it ran.
            log.debug("The process never came", e);
        } finally {
            connection.detach();
        }
    }

    /// The 101 is already out: as with dockerd, the stream itself says why.
    private static void tell(StreamFraming output, EngineException e) {
        byte[] text = (e.getMessage() + "\r\n").getBytes(StandardCharsets.UTF_8);
        try {
            output.write(StreamFraming.STDERR, text, text.length);
        } catch (IOException gone) {
            log.debug("The client left before it heard: {}", e.getMessage());
        }
    }

    /// Ends the process's stdin only when the client ended its own side; one who detaches leaves it open.
    private void copyInput(InputStream fromClient, Connection connection, CompletableFuture<Void> detached) {
        var buffer = new byte[BUFFER_BYTES];
        try {
            OutputStream toProcess = connection.stdin();
            int n;
            while ((n = fromClient.read(buffer)) >= 0) {
                if (pass(buffer, n, toProcess)) {
                    detached.complete(null);
                    return;
                }
            }
            toProcess.close();
        } catch (IOException e) {
            log.debug("The client's input ended", e);
        }
    }

    /// @return whether the client typed the keys that detach
    private boolean pass(byte[] input, int length, OutputStream toProcess) throws IOException {
        if (detachKeys == null) {
            toProcess.write(input, 0, length);
            toProcess.flush();
            return false;
        }
        var filtered = detachKeys.filter(input, length);
        toProcess.write(filtered.passed());
        toProcess.flush();
        return filtered.detached();
    }
}
