package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.Role;
import dev.onionyard.account.Tokens;
import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.TestApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Docker API over plain TCP on loopback, for those who switched it on.
class PlainTcpIT {

    static final List<String> CLIENTS = DockerYard.CLIENTS;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static TestApplication application;
    private static String address;

    @BeforeAll
    static void start() {
        address = "127.0.0.1:" + Ports.free();
        application = TestApplication.start(Map.of("onionyard.tcp.address", address, "onionyard.tcp.plain", "true"));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void servesWhoIsOnThisMachine(String client) {
        String volume = "plain-" + CLIENTS.indexOf(client);

        assertThat(Command.run(LIMIT, client, "--host", "tcp://" + address, "volume", "create", volume))
                .isEqualToIgnoringNewLines(volume);
    }

    @Test
    void aTokenTellsWhoItIs() {
        application.get(Accounts.class).create("plain-viewer", Role.VIEWER, "long enough for a test");
        String token = application
                .get(Tokens.class)
                .issue("plain-viewer", "test", null)
                .secret();
        String header = "Authorization: Bearer " + token;

        assertThat(status("-H", header, "/containers/json")).isEqualTo("200");
        assertThat(status("-H", header, "-X", "POST", "/containers/prune")).isEqualTo("403");
        assertThat(status("-H", "Authorization: Bearer oy_wrong", "/containers/json"))
                .isEqualTo("401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://evil.example", "Host: evil.example", "Host: 10.0.0.1:2375"})
    void refusesWhatABrowserWouldBeTrickedInto(String header) {
        assertThat(status("-H", header, "-X", "POST", "/containers/prune")).isEqualTo("403");
    }

    /// Nobody waits for what a stranger announces and then keeps back.
    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 1000"})
    void doesNotWaitForAStrangersBody(String length) throws IOException {
        String head = "POST /images/load HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer oy_wrong\r\n" + length
                + "\r\n\r\n5\r\nbegin";
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 401");
        }
    }

    /// @param words the last is the path
    private static String status(String... words) {
        var line = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "-o", "/dev/null", "-w", "%{http_code}"));
        line.addAll(List.of(words).subList(0, words.length - 1));
        line.add("http://" + address + words[words.length - 1]);
        return Command.run(LIMIT, line);
    }
}
