package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.ComposeProject;
import dev.onionyard.fixtures.Page;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.SharedYard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Debian's docker-compose 1.29 with a project of three services.
class DockerComposeIT {

    private final SharedYard yard = SharedYard.shared();
    private final int port = Ports.free();
    private final ComposeProject project = new ComposeProject(
            Path.of("src", "test", "resources", "docker", "docker-compose.yml"),
            "shop",
            Map.of("DOCKER_HOST", yard.host(), "WEB_PORT", Integer.toString(port)),
            Duration.ofSeconds(90),
            yard.home().resolveSibling("compose.log"));

    @BeforeEach
    void requireImage() {
        yard.requireBusybox();
    }

    @AfterEach
    void leaveNothing() {
        project.run("down", "--volumes", "--timeout", "0");
        assertThat(yard.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project=shop"))
                .isEmpty();
        assertThat(yard.docker("volume", "ls", "--quiet")).doesNotContain("shop_data");
        assertThat(yard.docker("network", "ls", "--format", "{{.Name}}")).doesNotContain("shop_back");
    }

    @Test
    void bringsAProjectUpAndDown() {
        project.run("up", "--detach");

        assertThat(Page.await(Page.local(port, "/"), 200).body()).isEqualTo("stored\n");
        assertThat(project.run("ps"))
                .contains("shop_web_1", "shop_worker_1", "127.0.0.1:" + port + "->8080/tcp")
                .containsPattern("shop_store_1 .*Up \\(healthy\\)");
        Awaitility.await("the worker finds the store by its alias")
                .atMost(Duration.ofSeconds(20))
                .until(() -> project.run("logs", "--no-color", "worker").contains("hello from worker"));
        assertThat(project.run("logs", "--no-color", "store")).contains("ready");
        assertThat(project.run("exec", "-T", "store", "cat", "/data/index.html"))
                .isEqualTo("stored\n");

        project.run("up", "--detach", "--scale", "worker=3");
        assertThat(project.run("ps", "--quiet", "worker").lines()).hasSize(3);

        project.run("restart", "--timeout", "0", "web");
        assertThat(Page.await(Page.local(port, "/"), 200).body()).isEqualTo("stored\n");
        assertThat(project.run("stop", "--timeout", "0")).isNotNull();
        assertThat(project.run("ps")).contains("Exit 137").doesNotContain(" Up ");
    }
}
