package dev.onionyard.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.linux.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed in the middle of a build sweeps what the build left when it starts again.
class BuildSurvivalIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void whatAKilledBuildLeftIsSwept() throws Exception {
        String marker = "31415" + ProcessHandle.current().pid();
        try (RunningServer server = RunningServer.start()) {
            curl(server, "/images/load", TestImages.busybox());
            Process client = new ProcessBuilder(
                            command(server, "/build?t=survivor:1", dockerfile("RUN echo up; sleep " + marker + "\n")))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("build.log").toFile())
                    .start();
            Awaitility.await().atMost(LIMIT).until(() -> isRunning(marker));

            server.kill();
            client.waitFor();
            assertThat(isRunning(marker)).isTrue();
            assertThat(mounts(server)).isNotEmpty();

            server.startAgain();

            Awaitility.await().atMost(LIMIT).until(() -> !isRunning(marker));
            assertThat(mounts(server)).isEmpty();
            assertThat(names(server.home().resolve("builds/contexts"))).isEmpty();
            assertThat(names(server.home().resolve("snapshots")))
                    .allSatisfy(name -> assertThat(name).startsWith("."));
            String again = curl(server, "/build?t=survivor:1", dockerfile("RUN echo built\n"));
            assertThat(again).contains("Successfully tagged survivor:1");
        }
    }

    private static List<Path> mounts(RunningServer server) {
        Path run =
                Path.of("/run", "yard-" + Integer.toHexString(server.address().getPort()));
        return Mounts.below(run).stream().map(mount -> mount.mountPoint()).toList();
    }

    private Path dockerfile(String steps) throws IOException {
        return Files.writeString(directory.resolve("Dockerfile"), "FROM busybox:test\n" + steps);
    }

    private static String curl(RunningServer server, String path, Path body) {
        return Command.run(LIMIT, command(server, path, body));
    }

    private static List<String> command(RunningServer server, String path, Path body) {
        return new ArrayList<>(List.of(
                "curl",
                "--silent",
                "--fail-with-body",
                "--unix-socket",
                server.home().resolveSibling("docker.sock").toString(),
                "--data-binary",
                "@" + body,
                "--header",
                "Content-Type: application/x-tar",
                "http://docker" + path));
    }

    private static boolean isRunning(String marker) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> commandLine(process).contains("sleep\0" + marker));
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // It has just ended.
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
