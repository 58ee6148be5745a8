package dev.onionyard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed in the middle of a restore, an import, a commit or a removal finds a whole store when it
/// starts again, says what it dropped, and does the same work then. The moment is chosen by what lies on the disk.
///
/// `-Donionyard.test.crashes=20` adds restores that are killed at random moments.
@TestInstance(PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class StoreSurvivalIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path DOCKER = SharedYard.clients().getFirst();
    private static final int CRASHES = Integer.getInteger("onionyard.test.crashes", 0);
    private static final String READY = "echo ready; while :; do date +%s%N >/tick; sleep 0.05; done";

    private final RunningServer server = RunningServer.start();
    private final Path layers = server.home().resolve("layers");
    private final Path halves = layers.resolve("tmp");
    private final Path records = server.home().resolve("images");

    @TempDir
    Path directory;

    private String tomcat = "";

    @BeforeAll
    void nothingIsThere() throws IOException {
        assertThat(stored()).isEmpty();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void whatAKilledRestoreAndImportHadUnpackedIsDropped() throws Exception {
        Process importing = start("import", TestImages.debianTree().toString(), "imported:1");
        killDuring(
                () -> files(halves).size() > 1,
                "load",
                "--input",
                TestImages.tomcat().toString());
        importing.waitFor();

        server.startAgain();

        assertThat(Files.readString(server.log())).contains("layers that an earlier server was still making");
        assertThat(stored()).isEmpty();
        assertWhole();
    }

    @Test
    @Order(2)
    void layersThatAKilledRestoreHadStoredGoUnlessItsImageIsThere() throws Exception {
        killDuring(
                () -> !stored().isEmpty(),
                "load",
                "--input",
                TestImages.tomcat().toString());
        boolean published = !files(records).isEmpty();

        server.startAgain();

        awaitSwept();
        assertThat(docker("images", "--quiet").isEmpty()).isEqualTo(!published);
        assertWhole();
        docker("load", "--input", TestImages.tomcat().toString());
        docker("load", "--input", TestImages.busybox().toString());
        docker("import", TestImages.debianTree().toString(), "imported:1");
        tomcat = docker("images", "--quiet", "--no-trunc", TestImages.TOMCAT);
        assertThat(tomcat).isEqualTo("sha256:" + configDigest(TestImages.tomcat()));
        assertWhole();
    }

    @Test
    @Order(3)
    void aContainerThatWasFrozenForACommitRunsOn() throws Exception {
        docker(
                "run",
                "--detach",
                "--name=busy",
                TestImages.BUSYBOX,
                "sh",
                "-c",
                "head -c 90000000 /dev/urandom >/big;" + READY);
        Awaitility.await().atMost(LIMIT).until(() -> docker("logs", "busy").equals("ready"));
        List<String> before = stored();

        killDuring(() -> !files(halves).isEmpty(), "commit", "busy", "busy:1");
        server.startAgain();

        assertThat(docker("inspect", "--format", "{{.State.Status}}", "busy")).isEqualTo("running");
        String tick = docker("exec", "busy", "cat", "/tick");
        Awaitility.await("it goes on")
                .atMost(LIMIT)
                .until(() -> !docker("exec", "busy", "cat", "/tick").equals(tick));
        awaitSwept();
        if (docker("images", "--quiet", "busy").isEmpty()) {
            assertThat(stored()).isEqualTo(before);
        }
        assertWhole();
        docker("commit", "busy", "busy:1");
        assertThat(docker("run", "--rm", "busy:1", "stat", "-c", "%s", "/big")).isEqualTo("90000000");
        docker("rm", "--force", "busy");
        docker("rmi", "busy:1");
    }

    @Test
    @Order(4)
    void anImageWhoseRemovalWasKilledIsThereOrGone() throws Exception {
        killDuring(() -> files(records).size() < 3, "rmi", TestImages.TOMCAT);

        server.startAgain();

        awaitSwept();
        assertWhole();
        if (!docker("images", "--quiet", TestImages.TOMCAT).isEmpty()) {
            docker("rmi", TestImages.TOMCAT);
        }
        assertThat(docker("images", "--quiet").lines()).hasSize(2);
        awaitSwept();
        docker("load", "--input", TestImages.tomcat().toString());
        assertThat(docker("images", "--quiet", "--no-trunc", TestImages.TOMCAT)).isEqualTo(tomcat);
    }

    @Test
    @Order(5)
    void anyMomentWillDo() throws Exception {
        for (int i = 0; i < CRASHES; i++) {
            docker("rmi", "--force", TestImages.TOMCAT);
            long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(4_000_000_000L);
            killDuring(
                    () -> System.nanoTime() > end,
                    "load",
                    "--input",
                    TestImages.tomcat().toString());
            server.startAgain();
            awaitSwept();
            assertWhole();
            docker("load", "--input", TestImages.tomcat().toString());
            assertThat(docker("images", "--quiet", "--no-trunc", TestImages.TOMCAT))
                    .isEqualTo(tomcat);
            assertWhole();
        }
        Path archive = directory.resolve("again.tar");
        docker("save", "--output", archive.toString(), TestImages.TOMCAT);
        assertThat(configDigest(archive)).isEqualTo(configDigest(TestImages.tomcat()));
    }

    /// Kills the server as soon as `seen` says yes, or the command has ended before.
    private void killDuring(Callable<Boolean> seen, String... words) throws Exception {
        Process client = start(words);
        Awaitility.await()
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> seen.call() || !client.isAlive());
        server.kill();
        client.waitFor();
    }

    private Process start(String... words) throws IOException {
        return new ProcessBuilder(command(words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("clients.log").toFile()))
                .start();
    }

    /// The sweep of layers runs when the server is up.
    private void awaitSwept() {
        Awaitility.await("layers on disk are those of images").atMost(LIMIT).until(() -> stored().size() == used());
    }

    /// How many layers the images have, each counted once.
    private long used() {
        String ids = docker("images", "--all", "--quiet");
        if (ids.isEmpty()) {
            return 0;
        }
        var words = new ArrayList<>(List.of("inspect", "--format", "{{range .RootFS.Layers}}{{println .}}{{end}}"));
        words.addAll(ids.lines().distinct().toList());
        return docker(words.toArray(String[]::new))
                .lines()
                .filter(line -> !line.isBlank())
                .distinct()
                .count();
    }

    /// Nothing half made lies anywhere, each layer is complete, and nothing is mounted but for containers that run.
    private void assertWhole() throws IOException {
        assertThat(files(halves)).isEmpty();
        assertThat(files(server.home().resolve("blobs/tmp"))).isEmpty();
        assertThat(files(records)).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(files(records)).hasSize((int)
                docker("images", "--all", "--quiet").lines().distinct().count());
        for (String layer : stored()) {
            assertThat(files(layers.resolve(layer))).contains("tree", "index", "recipe");
        }
        long running =
                docker("ps", "--quiet").lines().filter(line -> !line.isBlank()).count();
        assertThat(Mounts.below(server.home())).isEmpty();
        assertThat(Mounts.below(roots())).hasSize((int) running);
    }

    private Path roots() {
        return Path.of("/run", "yard-" + Integer.toHexString(server.address().getPort()), "roots");
    }

    private List<String> stored() throws IOException {
        return files(layers).stream().filter(name -> !name.equals("tmp")).toList();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /// The image id that a docker-archive has.
    private static String configDigest(Path archive) {
        String manifest =
                Command.run(LIMIT, "tar", "--extract", "--to-stdout", "--file", archive.toString(), "manifest.json");
        return manifest.replaceFirst("(?s).*\"Config\":\"(?:blobs/sha256/)?([0-9a-f]{64}).*", "$1");
    }

    private String docker(String... words) {
        return Command.run(LIMIT, command(words)).strip();
    }

    private List<String> command(String... words) {
        var command = new ArrayList<>(List.of(DOCKER.toString(), "--host", "unix://" + server.socket()));
        command.addAll(List.of(words));
        return command;
    }
}
