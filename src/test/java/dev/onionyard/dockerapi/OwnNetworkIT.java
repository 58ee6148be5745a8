package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.linux.NetworkNamespace;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that was started inside a network namespace: its networks and ports are there, and not on the host.
class OwnNetworkIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    @Test
    void networksAndPortsAreInTheServersOwnNetwork() {
        Path file = temp.resolve("ns");
        NetworkNamespace.create(file).command("ip", "link", "set", "lo", "up").output();
        try (RunningServer server = RunningServer.startInside(file)) {
            int port = Ports.free();
            docker(server, "load", "--input", TestImages.busybox().toString());
            String script = "mkdir /www; echo inside > /www/index.html; httpd -f -p 80 -h /www";
            docker(server, "run", "-d", "--name", "web", "-p", port + ":80", TestImages.BUSYBOX, "sh", "-c", script);

            Awaitility.await()
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(inside(file, "curl", "--fail", "--silent", "http://127.0.0.1:" + port))
                                    .isEqualTo("inside\n"));
            Assertions.assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
            String bridge = docker(
                            server,
                            "network",
                            "inspect",
                            "-f",
                            "{{index .Options \"com.docker.network.bridge.name\"}}",
                            "bridge")
                    .strip();
            assertThat(inside(file, "ip", "-o", "link", "show", bridge)).contains(bridge);
            assertThat(Path.of("/sys/class/net", bridge)).doesNotExist();
            docker(server, "rm", "-f", "web");
        } finally {
            NetworkNamespace.remove(file);
        }
    }

    private static String docker(RunningServer server, String... words) {
        var line = new ArrayList<>(
                List.of(SharedYard.clients().getFirst().toString(), "--host", "unix://" + server.socket()));
        line.addAll(List.of(words));
        return Command.run(LIMIT, line);
    }

    private static String inside(Path namespace, String... words) {
        var line = new ArrayList<>(List.of("nsenter", "--net=" + namespace, "--"));
        line.addAll(List.of(words));
        return Command.run(LIMIT, line);
    }
}
