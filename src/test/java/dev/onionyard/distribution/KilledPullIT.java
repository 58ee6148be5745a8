package dev.onionyard.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.DockerArchive;
import dev.onionyard.fixtures.FaultyProxy;
import dev.onionyard.fixtures.FaultyProxy.Fault;
import dev.onionyard.fixtures.LayerTar;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server is killed in the middle of a download; the next one goes on where that one was.
class KilledPullIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LARGE = 8 << 20;
    private static final int KEPT = 5 << 20;

    @TempDir
    private Path directory;

    @Test
    void goesOnWithWhatAKilledServerHad() throws Exception {
        var stalled = new CountDownLatch(1);
        try (TestRegistry registry = TestRegistry.open();
                FaultyProxy proxy = new FaultyProxy(registry);
                RunningServer server = RunningServer.start()) {
            publish(registry.name("killed:1"));
            proxy.script(request -> request.range().isEmpty() ? Fault.stallAfter(KEPT, stalled) : Fault.NONE);
            Process pulling = new ProcessBuilder(docker(server, "pull", proxy.name("killed:1")))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("pull.log").toFile())
                    .start();
            Path downloads = server.home().resolve("downloads");
            Awaitility.await().atMost(LIMIT).until(() -> bytes(downloads) == KEPT);

            server.kill();
            stalled.countDown();
            assertThat(pulling.waitFor()).isNotZero();
            server.startAgain();

            assertThat(bytes(downloads)).isEqualTo(KEPT);
            assertThat(files(server.home().resolve("layers/tmp"))).isEmpty();
            assertThat(Command.run(LIMIT, docker(server, "images", "--quiet"))).isBlank();
            proxy.honest();
            Command.run(LIMIT, docker(server, "pull", proxy.name("killed:1")));
            assertThat(proxy.seen()).anyMatch(request -> request.range().equals("bytes=" + KEPT + "-"));
            assertThat(files(downloads)).isEmpty();
            assertThat(Command.run(LIMIT, docker(server, "images", "--format", "{{.Repository}}:{{.Tag}}")))
                    .isEqualToIgnoringWhitespace(proxy.name("killed:1"));
        } finally {
            stalled.countDown();
        }
    }

    private void publish(String name) throws IOException {
        byte[] noise = new byte[LARGE];
        new Random(5).nextBytes(noise);
        Path layer = directory.resolve("layer");
        try (LayerTar tar = new LayerTar(layer)) {
            tar.file("noise", 0644, noise);
        }
        Path archive = directory.resolve("image.tar");
        new DockerArchive().layer(layer, "noise").tag("killed:1").writeTo(archive);
        Command.run(
                LIMIT,
                "skopeo",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "docker-archive:" + archive,
                "docker://" + name);
    }

    private static List<String> docker(RunningServer server, String... arguments) {
        var command = new ArrayList<>(
                List.of(SharedYard.clients().getFirst().toString(), "--host", "unix://" + server.socket()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static long bytes(Path folder) {
        return files(folder).stream().mapToLong(KilledPullIT::size).sum();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // It is gone by now.
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
