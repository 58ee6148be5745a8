package dev.onionyard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.ComposeProject;
import dev.onionyard.fixtures.Page;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.StandInImages;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestImages;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The product as its own `docker-compose.yml` brings it up for a team, on Onionyard itself: one server in a container
/// of another, with PostgreSQL, and containers in it.
@TestInstance(PER_CLASS)
class OwnComposeBrowserIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Path DOCKER = SharedYard.clients().getFirst();
    private static final String PROJECT = "yard";

    private final SharedYard outer = SharedYard.shared();
    private final int port = Ports.free();
    private final Path directory = outer.home().resolveSibling("own-compose");
    private final Path innerSocket = directory.resolve("docker.sock");
    private final ComposeProject compose = new ComposeProject(
            Path.of("docker-compose.yml"),
            PROJECT,
            Map.of(
                    "DOCKER_HOST", outer.host(),
                    "ONIONYARD_PORT", Integer.toString(port),
                    "ONIONYARD_DB_PORT", Integer.toString(Ports.free()),
                    "ONIONYARD_DB_PASSWORD", "store-all-7",
                    "ONIONYARD_ADMIN_PASSWORD", RunningServer.PASSWORD,
                    "ONIONYARD_SOCKET_DIR", directory.toString()),
            LIMIT,
            outer.home().resolveSibling("own-compose.log"));

    @AfterAll
    void removeAll() {
        compose.run("down", "--volumes", "--rmi", "all");
        outer.docker("image", "rm", StandInImages.JAVA, TestImages.DEBIAN);
        outer.docker("builder", "prune", "--all", "--force");
    }

    @Test
    void comesUpOnOnionyardItselfRunsContainersAndGoesWithoutATrace() throws Exception {
        outer.load(TestImages.debian());
        StandInImages.build(outer.socket());

        compose.run("up", "--build", "--detach");

        Page.await(address("/actuator/health"), 200);
        inner("load", "--quiet", "--input", TestImages.busybox().toString());
        assertThat(inner("run", "--rm", "--memory", "64m", TestImages.BUSYBOX, "cat", memoryLimitFile()))
                .isEqualTo("67108864");
        int published = Ports.free();
        inner(
                "run",
                "--detach",
                "--name=web",
                "--restart=unless-stopped",
                "--publish=" + published + ":80",
                TestImages.BUSYBOX,
                "sh",
                "-c",
                "echo inside >/tmp/index.html; trap 'echo asked to end; exit' TERM; httpd -f -h /tmp & wait");
        assertThat(Page.await(Page.local(published, "/"), 200).body()).isEqualTo("inside\n");
        assertPeopleSignIn();
        awaitHealthy();

        compose.run("restart", "onionyard");
        assertThat(Page.await(Page.local(published, "/"), 200).body()).isEqualTo("inside\n");
        assertThat(inner("logs", "web")).contains("asked to end");

        assertThat(rules()).contains("tcp . " + published + " :");
        compose.run("down", "--volumes");
        assertThat(rules()).doesNotContain("tcp . " + published + " :");
        assertThat(left("ps", "--all")).isEmpty();
        assertThat(left("volume", "ls")).isEmpty();
        assertThat(left("network", "ls")).isEmpty();
        assertThat(innerSocket).doesNotExist();
    }

    /// Where a container reads its own limit, whichever control groups the host has.
    private static String memoryLimitFile() {
        boolean unified = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
        return "/sys/fs/cgroup/" + (unified ? "memory.max" : "memory/memory.limit_in_bytes");
    }

    private void assertPeopleSignIn() {
        try (TestBrowser browser = TestBrowser.open(address("/"))) {
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            browser.page().navigate("/containers");
            assertThat(browser.page().locator("main").innerText()).contains("web");
            assertThat(browser.errors()).isEmpty();
        }
    }

    private void awaitHealthy() {
        Awaitility.await("both services are healthy")
                .atMost(LIMIT)
                .until(() -> outer.docker("ps", "--filter", "health=healthy", "--format", "{{.Names}}")
                        .lines()
                        .sorted()
                        .toList()
                        .equals(List.of(PROJECT + "_database_1", PROJECT + "_onionyard_1")));
    }

    private String left(String... list) {
        var command = new ArrayList<>(List.of(list));
        command.addAll(List.of("--quiet", "--filter", "label=com.docker.compose.project=" + PROJECT));
        return outer.docker(command.toArray(String[]::new));
    }

    private URI address(String path) {
        return Page.local(port, path);
    }

    private static String rules() {
        return Command.run(LIMIT, "nft", "list", "ruleset");
    }

    /// Runs a docker client on the server in the container.
    private String inner(String... words) {
        var command = new ArrayList<>(List.of(DOCKER.toString(), "--host", "unix://" + innerSocket));
        command.addAll(List.of(words));
        return Command.run(LIMIT, command).strip();
    }
}
