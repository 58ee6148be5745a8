package dev.onionyard.dockerapi;

import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The whole application with the image `busybox:test`, and the real `docker` to speak to it.
final class DockerYard implements AutoCloseable {

    /// The one that is on the machine, and Debian's.
    static final List<String> CLIENTS = List.of("docker", "/usr/bin/docker");

    private static final long LIMIT_SECONDS = 60;

    final TestApplication application;

    private DockerYard(TestApplication application) {
        this.application = application;
    }

    /// What a command printed.
    record Outcome(int code, String out, String error) {

        /// The output of a command that went well.
        String ok() {
            if (code != 0) {
                throw new AssertionError("exit code " + code + ": " + error + out);
            }
            return out.strip();
        }
    }

    static DockerYard make() throws Exception {
        var yard = new DockerYard(TestApplication.start(Map.of()));
        yard.docker("load", "--quiet", "--input", TestImages.busybox().toString())
                .ok();
        return yard;
    }

    Path socket() {
        return application.home().resolveSibling("docker.sock");
    }

    Outcome docker(String... words) throws Exception {
        return with("docker", words);
    }

    /// Runs one of [#CLIENTS].
    Outcome with(String client, String... words) throws Exception {
        Path out = Files.createTempFile("docker", ".out");
        Path error = Files.createTempFile("docker", ".err");
        try {
            Process process = start(client, List.of(words), out, error);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: docker " + String.join(" ", words));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(error));
        } finally {
            Files.delete(out);
            Files.delete(error);
        }
    }

    /// Starts a command that goes on.
    Process start(String client, List<String> words, Path out, Path error) throws IOException {
        var line = new ArrayList<>(List.of(client));
        line.addAll(words);
        var builder = new ProcessBuilder(line)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(error.toFile());
        builder.environment().put("DOCKER_HOST", "unix://" + socket());
        return builder.start();
    }

    /// Runs a shell script in a container of its own without a network.
    Outcome script(List<String> options, String script) throws Exception {
        var words = new ArrayList<>(List.of("run", "--rm", "--network", "none"));
        words.addAll(options);
        words.addAll(List.of(TestImages.BUSYBOX, "sh", "-c", script));
        return docker(words.toArray(String[]::new));
    }

    /// A container that sleeps.
    String sleeper(String name, String... options) throws Exception {
        var words = new ArrayList<>(List.of("run", "-d", "--network", "none", "--name", name, "--stop-timeout", "0"));
        words.addAll(List.of(options));
        words.addAll(List.of(TestImages.BUSYBOX, "sleep", "600"));
        return docker(words.toArray(String[]::new)).ok();
    }

    /// Asks again until the answer is right.
    String until(Predicate<String> right, String... words) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            String answer = docker(words).ok();
            if (right.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("docker " + String.join(" ", words) + " still says: " + answer);
            }
        }
    }

    /// A request as it is, over the socket.
    Outcome curl(String... words) throws Exception {
        var line = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "--unix-socket", socket().toString()));
        line.addAll(List.of(words));
        Process process = new ProcessBuilder(line)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), out, "");
    }

    void removeAll() throws Exception {
        String ids = docker("ps", "-aq", "--no-trunc").ok();
        if (!ids.isEmpty()) {
            var words = new ArrayList<>(List.of("rm", "-f", "-v"));
            words.addAll(ids.lines().toList());
            docker(words.toArray(String[]::new)).ok();
        }
    }

    @Override
    public void close() throws Exception {
        removeAll();
        application.close();
    }
}
