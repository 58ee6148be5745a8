package dev.onionyard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.Page;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.TestRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The commands of the two texts that Onionyard is to make true, typed as they stand there: `docker` with a terminal
/// where they say `-it`, with a registry where they say `login`, and with a second engine where they
/// move a container.
@TestInstance(PER_CLASS)
class SeedCommandsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SNAPSHOT = "lxl/tomcat02";
    private static final String BACKUP = "container-backup";

    private final SharedYard yard = SharedYard.shared();
    private final TestRegistry registry =
            TestRegistry.plan().passwords("arunpyasi", "s3cret").start();
    private final String remote = registry.name("arunpyasi/" + BACKUP + ":test");

    @TempDir
    static Path directory;

    @BeforeAll
    void haveImages() {
        yard.requireBusybox();
        yard.load(TestImages.tomcat());
        docker("tag", TestImages.TOMCAT, "tomcat");
        docker("tag", TestImages.BUSYBOX, "centos");
    }

    @AfterAll
    void removeAll() {
        List<String> mine = docker("ps", "--all", "--quiet", "--filter", "label=seeds")
                .lines()
                .toList();
        mine.forEach(id -> docker("rm", "--force", "--volumes", id));
        // Children first: an image that others stand on only loses its names.
        for (String image : List.of(SNAPSHOT, BACKUP, remote, "tomcat", TestImages.TOMCAT, "centos")) {
            docker("rmi", "--force", image);
        }
        registry.close();
    }

    @Test
    void aContainerWithoutForegroundProcessEndsAtOnceAndWithATerminalItStays() throws Exception {
        docker("run", "--label", "seeds", "--name", "test", "docker.io/centos");
        assertThat(docker("ps", "--all", "--filter", "name=^test$", "--format", "{{.Status}}"))
                .startsWith("Exited (0)");
        assertThatThrownBy(() -> docker("run", "--name", "test", "docker.io/centos"))
                .hasMessageContaining("is already in use by container");
        docker("rm", "test");

        try (Terminal shell = terminal("docker run --label seeds -it --name test docker.io/centos")) {
            shell.type("echo the kernel is $(uname -r)");
            shell.await("the kernel is "
                    + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
            assertThat(docker("ps", "--filter", "name=^test$", "--format", "{{.Status}}"))
                    .startsWith("Up");
            shell.type("exit 3");
            assertThat(shell.exitCode()).isEqualTo(3);
        }
        docker("rm", "test");
    }

    @Test
    void tomcatLosesItsDocumentationAndIsCommittedBackedUpRestoredAndMoved() throws Exception {
        assertThat(docker("images", "tomcat", "--format", "{{.Repository}}:{{.Tag}}")
                        .lines())
                .containsExactlyInAnyOrder("tomcat:11", "tomcat:latest");
        int port = Ports.free();
        String id;
        try (Terminal tomcat = terminal("docker run --label seeds -it -p " + port + ":8080 docker.io/tomcat")) {
            tomcat.await("Server startup in");
            assertThat(Page.await(Page.local(port, "/docs/"), 200).body()).contains("Apache Tomcat");
            id = docker("ps", "--quiet", "--filter", "label=seeds");
            try (Terminal shell = terminal("docker exec -it " + id + " /bin/bash")) {
                shell.type("cd webapps && ls");
                shell.await("docs");
                shell.type("rm -r docs && echo gone: $?");
                shell.await("gone: 0");
                shell.type("exit");
                assertThat(shell.exitCode()).isZero();
            }
            commit(id);
            backUpAndRestore(id);
            docker("rm", "--force", id);
        }
        move();
    }

    private void commit(String id) throws IOException {
        docker("commit", "-m=没有docs的tomcat", "-a=lxl", id, SNAPSHOT);

        assertThat(docker("history", "--no-trunc", "--format", "{{.Comment}}", SNAPSHOT)
                        .lines()
                        .findFirst())
                .hasValue("没有docs的tomcat");
        assertThat(docker("inspect", "--format", "{{.Author}}", SNAPSHOT)).isEqualTo("lxl");
        assertRunsWithoutDocs(SNAPSHOT);
    }

    private void backUpAndRestore(String id) throws Exception {
        assertThat(docker("ps")).contains(id);
        docker("commit", "-p", id, BACKUP);
        assertThat(docker("images", "--format", "{{.Repository}}")).contains(BACKUP);
        assertThat(docker("ps", "--filter", "id=" + id, "--format", "{{.Status}}"))
                .startsWith("Up")
                .doesNotContain("Paused");

        String committed = docker("images", "--quiet", BACKUP);
        docker("login", "--username", "arunpyasi", "--password", "s3cret", registry.authority());
        docker("tag", committed, remote);
        docker("push", remote);
        Path tar = directory.resolve(BACKUP + ".tar");
        docker("save", "-o", tar.toString(), BACKUP);
        assertThat(tar).isNotEmptyFile();

        docker("rmi", remote, BACKUP);
        assertThat(docker("pull", remote)).contains("Downloaded newer image");
        assertThat(docker("images", "--quiet", remote)).isEqualTo(committed);
        docker("rmi", remote);
        assertThat(docker("load", "-i", tar.toString())).contains("Loaded image: " + BACKUP + ":latest");
        assertThat(docker("images", "--quiet", BACKUP)).isEqualTo(committed);
        assertRunsWithoutDocs(BACKUP);
    }

    /// To another engine, by a tar and by the registry.
    private void move() throws IOException {
        Path tar = directory.resolve(BACKUP + ".tar");
        try (TestApplication other = TestApplication.start(Map.of())) {
            String host = "unix://" + other.home().resolveSibling("docker.sock");
            assertThat(client(host, "load", "-i", tar.toString())).contains("Loaded image: " + BACKUP + ":latest");
            String id = client(host, "images", "--quiet", BACKUP);
            client(host, "rmi", BACKUP);
            client(host, "pull", remote);
            assertThat(client(host, "images", "--quiet", remote)).isEqualTo(id);
            int port = Ports.free();
            String container = client(host, "run", "-d", "-p", port + ":8080", remote);
            assertThat(Page.await(Page.local(port, "/"), 200).body()).contains("Apache Tomcat");
            client(host, "rm", "--force", container);
        }
    }

    private void assertRunsWithoutDocs(String image) {
        int port = Ports.free();
        String id = docker("run", "--label", "seeds", "-d", "-p", port + ":8080", image);
        assertThat(Page.await(Page.local(port, "/"), 200).body()).contains("Apache Tomcat");
        assertThat(Page.get(Page.local(port, "/docs/")).status()).isEqualTo(404);
        docker("rm", "--force", id);
    }

    private String docker(String... words) {
        return client(yard.host(), words);
    }

    private String client(String host, String... words) {
        Stream<String> start =
                Stream.of(SharedYard.clients().getFirst().toString(), "--config", directory.toString(), "--host", host);
        return Command.run(LIMIT, Stream.concat(start, Stream.of(words)).toList())
                .strip();
    }

    private Terminal terminal(String line) throws IOException {
        return new Terminal(
                line.replaceFirst("docker", SharedYard.clients().getFirst() + " --host " + yard.host()),
                Files.createTempFile(directory, "terminal", ".txt"));
    }

    /// A command with a terminal of its own, as a person has it, by util-linux's script(1).
    private static final class Terminal implements AutoCloseable {

        private final Process process;
        private final Path screen;

        Terminal(String line, Path screen) throws IOException {
            this.screen = screen;
            this.process = new ProcessBuilder("script", "--quiet", "--return", "--command", line, "/dev/null")
                    .redirectErrorStream(true)
                    .redirectOutput(screen.toFile())
                    .start();
        }

        void type(String line) throws IOException {
            OutputStream keys = process.getOutputStream();
            keys.write((line + "\r").getBytes(StandardCharsets.UTF_8));
            keys.flush();
        }

        void await(String text) {
            Awaitility.await("\"" + text + "\" on the screen").atMost(LIMIT).until(() -> shown().contains(text));
        }

        private String shown() throws IOException {
            return Files.readString(screen);
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
