package dev.onionyard.web.containers;

import dev.onionyard.account.Role;
import dev.onionyard.event.Initiator;
import dev.onionyard.web.Sessions;
import dev.onionyard.web.SignedInUser;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/// Lets operators open terminals, and remembers who they are: the connection outlives the request. The access rules
/// refuse others before they come here; a shell is worth asking twice.
final class TerminalHandshake implements HandshakeInterceptor {

    static final String INITIATOR = "initiator";
    static final String USER = "user";

    @Override
    public boolean beforeHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            Map<String, Object> attributes) {
        Optional<SignedInUser> user =
                Sessions.current().filter(one -> one.role().includes(Role.OPERATOR));
        if (user.isEmpty()) {
            response.setStatusCode(HttpStatus.FORBIDDEN);
            return false;
        }
        attributes.put(USER, user.get());
        attributes.put(INITIATOR, Initiator.current());
        return true;
    }

    @Override
    public void afterHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            @Nullable Exception failure) {}
}
