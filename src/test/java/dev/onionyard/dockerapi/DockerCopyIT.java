package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.linux.Mounts;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import dev.onionyard.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// `docker cp` with the real clients: the one that is on the machine and Debian's.
@ParameterizedClass
@ValueSource(strings = {"docker", "/usr/bin/docker"})
class DockerCopyIT {

    private static TestApplication application;

    @Parameter
    String client = "docker";

    @TempDir
    Path here;

    /// What a command printed.
    private record Outcome(int code, byte[] bytes, String error) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        application = TestApplication.start(Map.of());
        Path tar = Files.createTempFile("box", ".tar");
        writeBox(tar);
        docker("docker", null, "import", tar.toString(), "box");
        Files.delete(tar);
    }

    @AfterAll
    static void stop() throws Exception {
        docker("docker", null, "rm", "-f", "-v", "box", "other");
        String home = application.home().toString();
        assertThat(Mounts.list().stream().filter(mount -> mount.superOptions().contains(home)))
                .isEmpty();
        application.close();
    }

    private static void writeBox(Path tar) throws IOException {
        try (var out = new TarWriter(Files.newOutputStream(tar))) {
            byte[] busybox = Files.readAllBytes(Path.of("/bin/busybox"));
            out.put(TarEntry.directory("bin/"));
            out.put(TarEntry.file("bin/busybox", busybox.length).withMode(0755), busybox);
            for (String command : List.of("sh", "cat", "ln", "mkdir", "chown", "chmod", "sleep", "stat", "true")) {
                out.put(TarEntry.symlink("bin/" + command, "busybox"));
            }
            out.put(TarEntry.directory("etc/"));
            byte[] users = "root:x:0:0::/:/bin/sh\napp:x:1000:1001::/:/bin/sh\n".getBytes(StandardCharsets.UTF_8);
            out.put(TarEntry.file("etc/passwd", users.length), users);
        }
    }

    @Test
    void copiesOutOfAStoppedContainer() throws Exception {
        container(
                "mkdir -p /d/e; echo 1 >/d/f; echo 2 >/d/e/g; ln -s f /d/link; ln -s /d /to-d; chmod 640 /d/f", false);

        cp("box:/d/f", "file");
        cp("box:/d", "new");
        Files.createDirectory(here.resolve("old"));
        cp("box:/d", "old");
        cp("box:/d/.", "contents");
        cp("box:/to-d", "link");
        cp("-L", "box:/to-d", "followed");
        cp("-L", "box:/d/link", "target");
        cp("box:/to-d/e", "below-link");

        assertThat(here.resolve("file")).hasContent("1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(here.resolve("file"))))
                .isEqualTo("rw-r-----");
        assertThat(here.resolve("new/e/g")).hasContent("2");
        assertThat(Files.readSymbolicLink(here.resolve("new/link"))).hasToString("f");
        assertThat(here.resolve("old/d/e/g")).hasContent("2");
        assertThat(here.resolve("contents/e/g")).hasContent("2");
        assertThat(Files.isSymbolicLink(here.resolve("link"))).isTrue();
        assertThat(here.resolve("followed/e/g")).hasContent("2");
        assertThat(Files.isSymbolicLink(here.resolve("target"))).isFalse();
        assertThat(here.resolve("target")).hasContent("1");
        assertThat(here.resolve("below-link/g")).hasContent("2");
    }

    @Test
    void copiesIntoARunningContainerAndItsVolume() throws Exception {
        container("while true; do sleep 1; done", true);
        Files.createDirectories(here.resolve("tree/sub"));
        Files.writeString(here.resolve("tree/a"), "a\n");
        Files.writeString(here.resolve("tree/sub/b"), "b\n");
        Files.createSymbolicLink(here.resolve("tree/link"), Path.of("a"));

        cp("tree/a", "box:/renamed");
        cp("tree/a", "box:/etc/");
        cp("tree", "box:/v");
        cp("tree/.", "box:/etc");
        cp("tree", "box:/fresh");
        cp("-L", "tree/link", "box:/followed");

        assertThat(inContainer("cat", "/renamed", "/etc/a", "/v/tree/sub/b", "/etc/sub/b", "/fresh/sub/b", "/followed"))
                .isEqualTo("a\na\nb\nb\nb\na\n");
        assertThat(inContainer("stat", "-c", "%F", "/v/tree/link")).isEqualTo("symbolic link\n");
    }

    @Test
    void streamsTars() throws Exception {
        container("mkdir /d; echo 1 >/d/f; chown 1000:1001 /d/f", false);

        Outcome tar = docker(client, null, "cp", "box:/d", "-");
        Files.write(here.resolve("d.tar"), tar.bytes);
        docker("docker", null, "create", "--name", "other", "-v", "/v", "box", "true");
        Outcome into = docker(client, here.resolve("d.tar"), "cp", "-", "other:/v");
        Outcome back = docker(client, null, "cp", "other:/v/d/f", "-");
        cp("-a", "other:/v/d", "copied");

        assertThat(into.error).isEmpty();
        assertThat(into.code).isZero();
        assertThat(here.resolve("copied/f")).hasContent("1");
        TarEntry f = new TarReader(new ByteArrayInputStream(back.bytes)).next();
        assertThat(f).isNotNull();
        assertThat(f.name()).isEqualTo("f");
        assertThat(f.uid()).isEqualTo(1000);
        assertThat(f.gid()).isEqualTo(1001);
        docker("docker", null, "rm", "-v", "other");
    }

    @Test
    void saysWhatIsMissingOrInTheWay() throws Exception {
        container("mkdir /d; echo 1 >/f", false);
        Files.writeString(here.resolve("x"), "x");
        Files.createDirectory(here.resolve("folder"));

        assertThat(fails("box:/missing", "."))
                .containsAnyOf(
                        "Could not find the file /missing in container box", "No such container:path: box:/missing");
        assertThat(fails("nobody:/f", ".")).containsAnyOf("No such container: nobody", "No such container:path");
        assertThat(fails("x", "box:/none/x"))
                .containsAnyOf("Could not find the file /none in container box", "No such container:path: box:/none");
        assertThat(fails("x", "box:/none/")).contains("no such directory");
        assertThat(fails("folder", "box:/f")).contains("cannot copy directory");
        assertThat(Files.list(here)).hasSize(2);
    }

    @Test
    void refusesReadOnlyPlaces() throws Exception {
        docker("docker", null, "rm", "-f", "-v", "box");
        docker(
                "docker",
                null,
                "create",
                "--name",
                "box",
                "--read-only",
                "-v",
                "/v",
                "-v",
                here + ":/locked:ro",
                "box",
                "true");
        Files.writeString(here.resolve("x"), "x");

        assertThat(fails("x", "box:/etc/")).contains("container rootfs is marked read-only");
        assertThat(fails("x", "box:/locked/y")).contains("mounted volume is marked read-only");
        cp("x", "box:/v/");
        cp("box:/v/x", "back");
        assertThat(here.resolve("back")).hasContent("x");
        assertThat(here.resolve("y")).doesNotExist();
    }

    @Test
    void copiesBigFilesWithoutKeepingThem() throws Exception {
        container("true", false);
        long bytes = 160L << 20;
        Path big = here.resolve("big");
        try (var file = new java.io.RandomAccessFile(big.toFile(), "rw")) {
            byte[] noise = new byte[1 << 20];
            new java.util.Random(1).nextBytes(noise);
            for (long done = 0; done < bytes; done += noise.length) {
                file.write(noise);
            }
        }
        long before = used();

        cp("big", "box:/big");
        cp("box:/big", "again");

        assertThat(used() - before).isLessThan(80 << 20);
        assertThat(Files.mismatch(big, here.resolve("again"))).isEqualTo(-1);
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void container(String script, boolean running) throws Exception {
        docker("docker", null, "rm", "-f", "-v", "box");
        Outcome run = docker(
                "docker", null, "run", running ? "-d" : "-t", "--name", "box", "-v", "/v", "box", "sh", "-c", script);
        assertThat(run.code).as(run.error + run.out()).isZero();
    }

    private String inContainer(String... command) throws Exception {
        var all = new ArrayList<>(List.of("exec", "box"));
        all.addAll(List.of(command));
        Outcome outcome = docker("docker", null, all.toArray(String[]::new));
        return outcome.out() + outcome.error;
    }

    private void cp(String... arguments) throws Exception {
        Outcome outcome = copy(arguments);
        assertThat(outcome.code)
                .as(String.join(" ", arguments) + ": " + outcome.error)
                .isZero();
    }

    private String fails(String... arguments) throws Exception {
        Outcome outcome = copy(arguments);
        assertThat(outcome.code).as(String.join(" ", arguments)).isNotZero();
        return outcome.error;
    }

    private Outcome copy(String... arguments) throws Exception {
        var all = new ArrayList<>(List.of("cp"));
        for (String argument : arguments) {
            boolean ofHost = !argument.startsWith("-") && !argument.contains(":");
            all.add(ofHost ? here.resolve(argument) + (argument.endsWith("/.") ? "/." : "") : argument);
        }
        return docker(client, null, all.toArray(String[]::new));
    }

    private static Outcome docker(String program, @Nullable Path input, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("docker", ".out");
        Path error = Files.createTempFile("docker", ".err");
        var builder = new ProcessBuilder(command)
                .redirectInput(input == null ? Path.of("/dev/null").toFile() : input.toFile())
                .redirectOutput(out.toFile())
                .redirectError(error.toFile());
        builder.environment().put("DOCKER_HOST", "unix://" + application.home().resolveSibling("docker.sock"));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command.toString()).isTrue();
        var outcome = new Outcome(process.exitValue(), Files.readAllBytes(out), Files.readString(error));
        Files.delete(out);
        Files.delete(error);
        return outcome;
    }
}
