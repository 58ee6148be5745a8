package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.error.UnavailableException;
import jakarta.servlet.ServletException;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Attaches a WebSocket to a container: its messages are the process's input, the process's output comes as binary
/// messages without frames of its own (Engine API, ContainerAttachWebsocket).
final class WebSocketAttach extends Endpoint {

    private static final Logger log = LoggerFactory.getLogger(WebSocketAttach.class);
    private static final int MESSAGE_LIMIT = 1 << 20;

    private final Connection connection;
    private final LateStream output;
    private final boolean stdin;

    /// @param output where the process's output waits for the client
    private WebSocketAttach(Connection connection, LateStream output, boolean stdin) {
        this.connection = connection;
        this.output = output;
        this.stdin = stdin;
    }

    /// Answers the request with `101` and goes on with the connection until one side ends it.
    static void upgrade(Exchange exchange, Connection connection, LateStream output, boolean stdin)
            throws IOException, ServletException {
        var container =
                (ServerContainer) exchange.request().getServletContext().getAttribute(ServerContainer.class.getName());
        var config = ServerEndpointConfig.Builder.create(WebSocketAttach.class, "/attach")
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> type) {
                        return type.cast(new WebSocketAttach(connection, output, stdin));
                    }

                    @Override
                    public boolean checkOrigin(String origin) {
                        // A stranger's page never gets here: it cannot open a unix socket, and over TCP
                        // TcpSignIn refuses it.
                        return true;
                    }
                })
                .build();
        try {
            container.upgradeHttpToWebSocket(exchange.request(), exchange.response(), config, Map.of());
        } catch (DeploymentException e) {
            throw new UnavailableException("cannot open a WebSocket: " + e.getMessage(), e);
        }
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxIdleTimeout(0);
        session.setMaxBinaryMessageBufferSize(MESSAGE_LIMIT);
        session.setMaxTextMessageBufferSize(MESSAGE_LIMIT);
        if (stdin) {
            session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) this::type);
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>)
                    text -> type(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        }
        output.goOn(new Messages(session));
        connection.exit().whenComplete((code, failure) -> close(session));
    }

    private void type(ByteBuffer bytes) {
        var input = new byte[bytes.remaining()];
        bytes.get(input);
        try {
            OutputStream process = connection.stdin();
            process.write(input);
            process.flush();
        } catch (IOException e) {
            log.debug("The process has ended: {}", e.getMessage());
        }
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (IOException e) {
            log.debug("The client has left: {}", e.getMessage());
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        connection.detach();
    }

    @Override
    public void onError(Session session, Throwable error) {
        log.debug("A WebSocket failed: {}", error.getMessage());
        connection.detach();
    }

    /// Each write is a message.
    private static final class Messages extends OutputStream {

        private final Session session;

        Messages(Session session) {
            this.session = session;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            if (!session.isOpen()) {
                throw new IOException("the client has left");
            }
            session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
