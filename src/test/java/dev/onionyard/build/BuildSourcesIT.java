package dev.onionyard.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.onionyard.build.BuildRecord.Step;
import dev.onionyard.error.EngineException;
import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.image.Image;
import dev.onionyard.oci.Digest;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What builds fetch: contexts and folders from Git, files from web servers. The servers are on the loopback.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildSourcesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String FILE = "from a server\n";
    private static final Map<String, String> NOTHING = Map.of();

    private Path directory;
    private BuildYard yard;
    private Process gitDaemon;
    private int gitPort;
    private HttpServer web;
    private String webAddress;
    private String firstCommit;

    @BeforeAll
    void start(@TempDir Path own) throws IOException {
        directory = own;
        yard = BuildYard.make();
        Path served = Files.createDirectories(directory.resolve("served"));
        makeRepositories(served);
        Files.writeString(served.resolve("file.txt"), FILE);
        Files.setLastModifiedTime(
                served.resolve("file.txt"),
                java.nio.file.attribute.FileTime.from(java.time.Instant.parse("2020-02-03T04:05:06Z")));
        web = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), served, SimpleFileServer.OutputLevel.NONE);
        web.createContext("/changing", exchange -> {
            byte[] body = Integer.toString(asked++).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
        webAddress = "http://127.0.0.1:" + web.getAddress().getPort() + "/";
        gitPort = Ports.free();
        gitDaemon = new ProcessBuilder(
                        "git",
                        "daemon",
                        "--export-all",
                        "--listen=127.0.0.1",
                        "--port=" + gitPort,
                        "--base-path=" + served,
                        served.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("git-daemon.log").toFile())
                .start();
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), gitPort).close();
            return true;
        });
    }

    private int asked;

    @AfterAll
    void stop() throws InterruptedException {
        web.stop(0);
        gitDaemon.descendants().forEach(ProcessHandle::destroy);
        gitDaemon.destroy();
        gitDaemon.waitFor();
        yard.close();
    }

    /// `app.git`: two commits on `main`, a branch, a tag, a folder with a Dockerfile, and the submodule `part`.
    private void makeRepositories(Path served) throws IOException {
        Path part = Files.createDirectories(directory.resolve("part"));
        Files.writeString(part.resolve("inner.txt"), "inner\n");
        git(part, "init", "--quiet", "--initial-branch=main");
        commit(part, "inner");
        bare(part, served.resolve("part.git"));

        Path work = Files.createDirectories(directory.resolve("app"));
        Files.createDirectories(work.resolve("sub"));
        git(work, "init", "--quiet", "--initial-branch=main");
        Files.writeString(work.resolve("Dockerfile"), "FROM busybox:test\nCOPY . /all/\nRUN cat /all/version\n");
        Files.writeString(work.resolve("sub/Dockerfile"), "FROM busybox:test\nRUN echo a folder of it\nCOPY . /sub/\n");
        Files.writeString(work.resolve("version"), "1\n");
        Files.writeString(work.resolve("run.sh"), "#!/bin/sh\n");
        assertThat(work.resolve("run.sh").toFile().setExecutable(true)).isTrue();
        commit(work, "first");
        firstCommit = git(work, "rev-parse", "HEAD").strip();
        git(work, "tag", "v1");
        git(work, "checkout", "--quiet", "-b", "feature/x");
        Files.writeString(work.resolve("version"), "branch\n");
        commit(work, "branch");
        git(work, "checkout", "--quiet", "main");
        git(work, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../served/part.git", "part");
        Files.writeString(work.resolve(".gitmodules"), "[submodule \"part\"]\n\tpath = part\n\turl = ../part.git\n");
        Files.writeString(work.resolve("version"), "2\n");
        commit(work, "second");
        bare(work, served.resolve("app.git"));
    }

    private static void commit(Path work, String message) {
        git(work, "add", "--all");
        git(work, "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "--quiet", "-m", message);
    }

    private static void bare(Path work, Path target) {
        git(work, "clone", "--quiet", "--bare", "--no-hardlinks", ".", target.toString());
        git(target, "config", "uploadpack.allowReachableSHA1InWant", "true");
        git(target, "update-server-info");
    }

    private static String git(Path work, String... words) {
        var line = new ArrayList<>(List.of("git", "-C", work.toString()));
        line.addAll(List.of(words));
        return Command.run(LIMIT, line.toArray(String[]::new));
    }

    private BuildRecord fetched(String address) throws IOException {
        ReceivedContext context = yard.application.get(BuildContexts.class).fetch(address, ProgressListener.NONE);
        return yard.builds().run(BuildRequest.of("fetched:1"), context, event -> {});
    }

    private String app() {
        return "git://127.0.0.1:" + gitPort + "/app.git";
    }

    @Test
    void aRepositoryIsAContextWithItsSubmodules() throws Exception {
        BuildRecord record = fetched(app());

        Image image = yard.image(record);
        assertThat(record.contextOrigin()).isEqualTo(app());
        assertThat(logOf(record)).isEqualTo("2\n");
        assertThat(yard.names(image, "all"))
                .containsExactly(".gitmodules", "Dockerfile", "part", "run.sh", "sub", "version");
        assertThat(yard.text(image, "all/part/inner.txt")).hasValue("inner\n");
        assertThat(yard.names(image, "all/part")).containsExactly("inner.txt");
        assertThat(yard.status(image, "all/run.sh")).isEqualTo("755 0:0 FILE");
    }

    @Test
    void aBranchATagACommitAndAFolderAreChosen() throws Exception {
        assertThat(logOf(fetched(app() + "#feature/x"))).isEqualTo("branch\n");
        assertThat(logOf(fetched(app() + "#v1"))).isEqualTo("1\n");
        assertThat(logOf(fetched(app() + "#" + firstCommit))).isEqualTo("1\n");
        BuildRecord folder = fetched(app() + "#:sub");
        assertThat(folder.steps().get(1).log()).isEqualTo("a folder of it\n");
        assertThat(yard.names(yard.image(folder), "sub")).containsExactly("Dockerfile");
        assertThat(fetched(app() + "#feature/x:sub").steps()).hasSize(3);
    }

    /// The last build's output; a cached step has none of its own.
    private String logOf(BuildRecord record) {
        return yard.builds().logOf(record.steps().getLast());
    }

    @Test
    void aServerOfPlainFilesIsEnoughForGit() throws Exception {
        assertThat(logOf(fetched(webAddress + "app.git#v1"))).isEqualTo("1\n");
    }

    @Test
    void whatARepositoryLacksIsNamed() {
        assertThatThrownBy(() -> fetched(app() + "#nowhere"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> fetched(app() + "#:nowhere")).hasMessageContaining("it has no folder \"nowhere\"");
        assertThatThrownBy(() -> fetched(app() + "#:../..")).hasMessageContaining("it has no folder \"../..\"");
        assertThatThrownBy(() -> fetched(app() + "#--upload-pack=x")).hasMessageContaining("is no Git reference");
        assertThat(yard.application.home().resolve("builds/contexts")).isEmptyDirectory();
    }

    @Test
    void aRepositoryIsAddedLikeAFolder() throws Exception {
        Image image = yard.image(yard.build(
                "FROM busybox:test\nADD " + app() + "#v1:sub /sub/\nADD --keep-git-dir=true " + app() + "#v1 /whole/\n",
                NOTHING));

        assertThat(yard.names(image, "sub")).containsExactly("Dockerfile");
        assertThat(yard.names(image, "whole")).contains(".git", "version");
    }

    @Test
    void aFileOfAServerIsAddedWithItsTime() throws Exception {
        String file = webAddress + "file.txt";
        String digest = Digest.of(FILE.getBytes(StandardCharsets.UTF_8)).toString();
        BuildRecord record = yard.build(
                "FROM busybox:test\nADD --checksum=" + digest + " " + file + " /one\nADD --chmod=644 " + file
                        + " /folder/\nRUN stat -c '%a %Y' /one /folder/file.txt\n",
                NOTHING);

        assertThat(record.steps().getLast().log()).isEqualTo("600 1580702706\n644 1580702706\n");
        assertThat(yard.text(yard.image(record), "one")).hasValue(FILE);
        assertThat(BuildYard.states(yard.build(record.dockerfile(), NOTHING))).isEqualTo("DONE CACHED CACHED CACHED");
    }

    @Test
    void aFileThatIsAnotherOneEndsTheBuild() {
        String wrong = Digest.of(new byte[0]).toString();
        assertThatThrownBy(() -> yard.build(
                        "FROM busybox:test\nADD --checksum=" + wrong + " " + webAddress + "file.txt /one\n", NOTHING))
                .hasMessageContaining("digest mismatch for " + webAddress + "file.txt")
                .hasMessageContaining("expected \"" + wrong + "\"");
        assertThatThrownBy(() -> yard.build("FROM busybox:test\nADD " + webAddress + "missing /one\n", NOTHING))
                .hasMessageContaining("404");
    }

    @Test
    void aFileThatChangesIsAddedAnew() throws Exception {
        String dockerfile = "FROM busybox:test\nADD " + webAddress + "changing /n\n";
        BuildRecord first = yard.build(dockerfile, NOTHING);
        BuildRecord second = yard.build(dockerfile, NOTHING);

        assertThat(second.steps()).extracting(Step::state).doesNotContain(BuildRecord.StepState.CACHED);
        assertThat(yard.text(yard.image(second), "n")).isNotEqualTo(yard.text(yard.image(first), "n"));
    }
}
