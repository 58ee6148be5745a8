package dev.onionyard.web.containers;

import dev.onionyard.account.Role;
import dev.onionyard.event.Initiator;
import dev.onionyard.web.SignedInUser;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/// A browser's WebSocket that remembers what it was sent.
final class FakeSocket implements WebSocketSession {

    private final URI address;
    private final Map<String, Object> attributes = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> texts = new ArrayList<>();
    private int pings;
    private @Nullable CloseStatus closed;

    FakeSocket(String address, String user) {
        this.address = URI.create("ws://localhost" + address);
        attributes.put(TerminalHandshake.USER, new SignedInUser(user, Role.OPERATOR, 1));
        attributes.put(TerminalHandshake.INITIATOR, new Initiator(user, Initiator.Channel.BROWSER, "127.0.0.1"));
    }

    @Override
    public synchronized void sendMessage(WebSocketMessage<?> message) {
        switch (message) {
            case BinaryMessage binary -> {
                ByteBuffer buffer = binary.getPayload();
                byte[] copy = new byte[buffer.remaining()];
                buffer.get(copy);
                bytes.writeBytes(copy);
            }
            case TextMessage text -> texts.add(text.getPayload());
            case PingMessage ping -> pings++;
            default -> throw new IllegalArgumentException(String.valueOf(message));
        }
    }

    synchronized String output() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    synchronized int pings() {
        return pings;
    }

    synchronized @Nullable CloseStatus closed() {
        return closed;
    }

    @Override
    public void close() {
        close(CloseStatus.NORMAL);
    }

    @Override
    public synchronized void close(CloseStatus status) {
        closed = closed == null ? status : closed;
    }

    @Override
    public synchronized boolean isOpen() {
        return closed == null;
    }

    @Override
    public String getId() {
        return "fake";
    }

    @Override
    public URI getUri() {
        return address;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public HttpHeaders getHandshakeHeaders() {
        return new HttpHeaders();
    }

    @Override
    public @Nullable Principal getPrincipal() {
        return null;
    }

    @Override
    public @Nullable InetSocketAddress getLocalAddress() {
        return null;
    }

    @Override
    public @Nullable InetSocketAddress getRemoteAddress() {
        return null;
    }

    @Override
    public @Nullable String getAcceptedProtocol() {
        return null;
    }

    @Override
    public void setTextMessageSizeLimit(int limit) {}

    @Override
    public int getTextMessageSizeLimit() {
        return 8192;
    }

    @Override
    public void setBinaryMessageSizeLimit(int limit) {}

    @Override
    public int getBinaryMessageSizeLimit() {
        return 8192;
    }

    @Override
    public List<WebSocketExtension> getExtensions() {
        return List.of();
    }
}
