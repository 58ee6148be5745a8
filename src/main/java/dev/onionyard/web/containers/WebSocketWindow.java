package dev.onionyard.web.containers;

import dev.onionyard.web.SignedInUser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import tools.jackson.databind.json.JsonMapper;

/// A terminal window in a browser, over WebSocket: binary frames are the terminal's bytes, text frames are control
/// messages in JSON.
final class WebSocketWindow implements TerminalWindow {

    private static final Logger log = LoggerFactory.getLogger(WebSocketWindow.class);
    private static final int SEND_LIMIT_MILLIS = 5_000;
    private static final int BUFFER_LIMIT_BYTES = 1 << 20;

    private final WebSocketSession session;
    private final JsonMapper json;
    private final SignedInUser user;

    WebSocketWindow(WebSocketSession session, JsonMapper json, SignedInUser user) {
        this.user = user;
        this.session = new ConcurrentWebSocketSessionDecorator(session, SEND_LIMIT_MILLIS, BUFFER_LIMIT_BYTES);
        this.json = json;
    }

    SignedInUser user() {
        return user;
    }

    WebSocketSession socket() {
        return session;
    }

    @Override
    public void output(byte[] bytes, int length) throws IOException {
        try {
            session.sendMessage(new BinaryMessage(ByteBuffer.wrap(Arrays.copyOf(bytes, length))));
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void control(Map<String, ?> message) {
        try {
            session.sendMessage(new TextMessage(json.writeValueAsString(message)));
        } catch (IOException | IllegalStateException e) {
            log.debug("Could not tell terminal window {}: {}", session.getId(), e.getMessage());
        }
    }

    /// Keeps proxies from closing an idle connection, and finds out whether the browser is still there.
    void ping() {
        try {
            session.sendMessage(new PingMessage());
        } catch (IOException | IllegalStateException e) {
            log.debug("Could not ping terminal window {}: {}", session.getId(), e.getMessage());
        }
    }

    @Override
    public void close() {
        close(CloseStatus.NORMAL);
    }

    void close(CloseStatus status) {
        try {
            session.close(status);
        } catch (IOException | IllegalStateException e) {
            log.debug("Could not close terminal window {}: {}", session.getId(), e.getMessage());
        }
    }
}
