package dev.onionyard.dockerapi;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Healthy only when the engine socket answers a ping.
@Component
class EngineSocketHealthIndicator implements HealthIndicator {

    private static final byte[] PING =
            "GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final EngineSocket socket;

    EngineSocketHealthIndicator(EngineSocket socket) {
        this.socket = socket;
    }

    @Override
    public Health health() {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket.path()));
            channel.write(ByteBuffer.wrap(PING));
            var answer = ByteBuffer.allocate(16);
            channel.read(answer);
            boolean ok = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII)
                    .startsWith("HTTP/1.1 200");
            return (ok ? Health.up() : Health.down()).build();
        } catch (IOException e) {
            return Health.down().build();
        }
    }
}
