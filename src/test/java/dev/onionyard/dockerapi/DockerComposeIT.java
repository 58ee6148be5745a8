package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.Page;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.SharedYard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Debian's docker-compose 1.29 with a project of three services.
class DockerComposeIT {

    private static final Path PROJECT = Path.of("src", "test", "resources", "docker", "docker-compose.yml");
    private static final long LIMIT_SECONDS = 90;

    private final SharedYard yard = SharedYard.shared();
    private final int port = Ports.free();

    @BeforeEach
    void requireImage() {
        yard.requireBusybox();
    }

    @AfterEach
    void leaveNothing() throws Exception {
        compose("down", "--volumes", "--timeout", "0");
        assertThat(yard.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project=shop"))
                .isEmpty();
        assertThat(yard.docker("volume", "ls", "--quiet")).doesNotContain("shop_data");
        assertThat(yard.docker("network", "ls", "--format", "{{.Name}}")).doesNotContain("shop_back");
    }

    @Test
    void bringsAProjectUpAndDown() throws Exception {
        compose("up", "--detach");

        assertThat(Page.await(Page.local(port, "/"), 200).body()).isEqualTo("stored\n");
        assertThat(compose("ps"))
                .contains("shop_web_1", "shop_worker_1", "127.0.0.1:" + port + "->8080/tcp")
                .containsPattern("shop_store_1 .*Up \\(healthy\\)");
        Awaitility.await("the worker finds the store by its alias")
                .atMost(Duration.ofSeconds(20))
                .until(() -> compose("logs", "--no-color", "worker").contains("hello from worker"));
        assertThat(compose("logs", "--no-color", "store")).contains("ready");
        assertThat(compose("exec", "-T", "store", "cat", "/data/index.html")).isEqualTo("stored\n");

        compose("up", "--detach", "--scale", "worker=3");
        assertThat(compose("ps", "--quiet", "worker").lines()).hasSize(3);

        compose("restart", "--timeout", "0", "web");
        assertThat(Page.await(Page.local(port, "/"), 200).body()).isEqualTo("stored\n");
        assertThat(compose("stop", "--timeout", "0")).isNotNull();
        assertThat(compose("ps")).contains("Exit 137").doesNotContain(" Up ");
    }

    /// @return what it printed; notes about its progress go to the other stream
    private String compose(String... words) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("docker-compose", "--file", PROJECT.toString(), "--project-name", "shop"));
        line.addAll(List.of(words));
        Path notes = yard.home().resolveSibling("compose.log");
        var builder = new ProcessBuilder(line)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(notes.toFile()));
        builder.environment().put("DOCKER_HOST", yard.host());
        builder.environment().put("WEB_PORT", Integer.toString(port));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> printed + read(notes)).isZero();
        return printed;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
