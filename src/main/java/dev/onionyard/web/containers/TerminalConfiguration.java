package dev.onionyard.web.containers;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/// Puts the terminals' WebSocket at its address. Spring's check that the page is of the same origin stays on.
@Configuration
@EnableWebSocket
class TerminalConfiguration implements WebSocketConfigurer {

    private final TerminalSocket socket;

    TerminalConfiguration(TerminalSocket socket) {
        this.socket = socket;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(socket, "/api/containers/*/terminal").addInterceptors(new TerminalHandshake());
    }
}
