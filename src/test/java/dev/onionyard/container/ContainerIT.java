package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.ExecRequest;
import dev.onionyard.container.ContainerYard.Collected;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.volume.Volumes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerIT {

    private static ContainerYard yard;

    @BeforeAll
    static void make() throws Exception {
        yard = ContainerYard.make();
    }

    @AfterAll
    static void close() {
        yard.close();
    }

    @AfterEach
    void removeAll() {
        yard.removeAll();
    }

    @Test
    void runsACommandAndKeepsItsExitAndOutput() throws Exception {
        String id = yard.run(ContainerYard.script("echo $GREETING $FROM_IMAGE; echo err >&2; exit 7"));

        assertThat(yard.exitCode(id)).isEqualTo(7);
        Container container = yard.containers().get(id);
        assertThat(container.status().state()).isEqualTo(ContainerState.EXITED);
        assertThat(container.status().exitCode()).isEqualTo(7);
        assertThat(container.status().pid()).isZero();
        assertThat(yard.log(id)).isEqualTo("hello yes\nerr\n");
        assertThat(yard.lifecycle().explainExit(id).key()).isEqualTo("exit.error");
    }

    @Test
    void saysWhyAShellWithoutInputEndsAtOnce() throws Exception {
        String id = yard.run(ContainerYard.of(List.of(), "none", options -> options));

        assertThat(yard.exitCode(id)).isZero();
        assertThat(yard.lifecycle().explainExit(id).key()).isEqualTo("exit.no-foreground-process");
    }

    @Test
    void staysWithATerminal() throws Exception {
        String id = yard.run(ContainerYard.of(List.of(), "none", ContainerIT::terminal));

        assertThat(yard.containers().get(id).status().state()).isEqualTo(ContainerState.RUNNING);
        yard.lifecycle().kill(id, "SIGKILL");
        assertThat(yard.exitCode(id)).isEqualTo(137);
        assertThat(yard.lifecycle().explainExit(id))
                .isEqualTo(new ContainerLifecycle.ExitReason("exit.signal", List.of("SIGKILL", "137")));
    }

    @Test
    void givesTheContainerItsOwnNamesAndKernelViews() throws Exception {
        String id = yard.run(ContainerYard.script(
                "hostname; cat /etc/hostname; grep extra /etc/hosts; ls -d /proc/self /sys/kernel; cat /proc/1/cmdline |"
                        + " head -c 2; echo; [ -e /etc/resolv.conf ] && echo resolv"));
        yard.exitCode(id);

        String name = id.substring(0, 12);
        assertThat(yard.log(id))
                .isEqualTo(name + "\n" + name + "\n10.9.8.7\textra\n/proc/self\n/sys/kernel\nsh\nresolv\n");
        assertThat(yard.snapshots().changes(id)).isEmpty();
    }

    @Test
    void runsAsTheUserOfTheImage() throws Exception {
        assertThat(yard.output(ContainerYard.of(List.of("id"), "none", options -> {
                    options.user = "app";
                    return options;
                })))
                .isEqualTo("uid=1000(app) gid=1001(app) groups=10(wheel)\n");
    }

    @Test
    void refusesUnknownImagesNamesAndTakenNames() {
        assertThatThrownBy(() -> yard.containers().create(ContainerRequest.of("nothing")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("No such image: nothing");
        assertThatThrownBy(() -> yard.containers().get("nobody"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("No such container: nobody");
        Container first = yard.containers().create(named("once"));

        assertThatThrownBy(() -> yard.containers().create(named("once")))
                .isInstanceOf(ConflictException.class)
                .hasMessage("Conflict. The container name \"/once\" is already in use by container \"" + first.id()
                        + "\". You have to remove (or rename) that container to be able to reuse that name.");
        yard.containers().rename("once", "twice");
        assertThat(yard.containers().find("once")).isEmpty();
        assertThat(yard.containers().get("/twice").id()).isEqualTo(first.id());
        assertThat(yard.containers().get(first.shortId()).name()).isEqualTo("twice");
    }

    @Test
    void keepsTheReasonOfAFailedStart() {
        String id = yard.containers()
                .create(ContainerYard.of(List.of("no-such-program"), "none", options -> options))
                .id();

        assertThatThrownBy(() -> yard.lifecycle().start(id))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("no-such-program");
        Container.Status status = yard.containers().get(id).status();
        assertThat(status.state()).isEqualTo(ContainerState.CREATED);
        assertThat(status.exitCode()).isEqualTo(127);
        assertThat(yard.lifecycle().explainExit(id).key()).isEqualTo("exit.command-not-found");
    }

    @Test
    void stopsWithTheSignalAndThenByForce() throws Exception {
        String polite =
                yard.run(ContainerYard.script("trap 'exit 5' TERM; echo ready; while true; do sleep 0.1; done"));
        String deaf = yard.run(ContainerYard.script("trap '' TERM; echo ready; while true; do sleep 0.1; done"));
        ContainerYard.await(
                "both to be ready",
                () -> yard.log(polite).equals("ready\n") && yard.log(deaf).equals("ready\n"));

        yard.lifecycle().stop(polite, null);
        yard.lifecycle().stop(deaf, Duration.ofMillis(300));

        assertThat(yard.containers().get(polite).status().exitCode()).isEqualTo(5);
        assertThat(yard.containers().get(deaf).status().exitCode()).isEqualTo(137);
        yard.lifecycle().stop(polite, null);
        assertThatThrownBy(() -> yard.lifecycle().kill(polite, "TERM")).hasMessageContaining("is not running");
    }

    @Test
    void pausesResumesAndRestarts() throws Exception {
        String id = yard.run(ContainerYard.script("echo up; exec sleep 60"));

        yard.lifecycle().pause(id);
        assertThat(yard.containers().get(id).status().state()).isEqualTo(ContainerState.PAUSED);
        assertThatThrownBy(() -> yard.lifecycle().pause(id)).hasMessageEndingWith("is already paused");
        yard.lifecycle().resume(id);
        assertThatThrownBy(() -> yard.lifecycle().resume(id)).hasMessageEndingWith("is not paused");
        yard.lifecycle().restart(id, Duration.ZERO);

        assertThat(yard.containers().get(id).status().state()).isEqualTo(ContainerState.RUNNING);
        ContainerYard.await("the second run's line", () -> yard.log(id).equals("up\nup\n"));
        yard.lifecycle().pause(id);
        yard.lifecycle().stop(id, Duration.ZERO);
        assertThat(yard.containers().get(id).status().state()).isEqualTo(ContainerState.EXITED);
    }

    @Test
    void fillsTheImagesVolumeOnceAndKeepsIt() throws Exception {
        ContainerRequest request = ContainerYard.of(
                List.of("sh", "-c", "cat /data/*; stat -c '%u:%g %a' /data; echo more >>/data/mine"),
                "none",
                options -> {
                    options.mounts = List.of(new MountRequest(MountKind.VOLUME, "kept", "/data", false));
                    return options;
                });

        assertThat(yard.output(request)).isEqualTo("image data\n1000:1001 770\n");
        assertThat(yard.output(request)).isEqualTo("image data\nmore\n1000:1001 770\n");
        yard.removeAll();
        assertThat(yard.application.get(Volumes.class).find("kept")).isPresent();
        yard.application.get(Volumes.class).remove("kept");
    }

    @Test
    void removesAnonymousVolumesWithTheirContainer() {
        Container container = yard.containers().create(ContainerYard.script("true"));
        MountPoint mount = container.mounts().getFirst();

        assertThat(mount.anonymous()).isTrue();
        assertThat(mount.target()).isEqualTo("/data");
        assertThatThrownBy(() -> yard.application.get(Volumes.class).remove(mount.name()))
                .isInstanceOf(ConflictException.class);
        yard.containers().remove(container.id(), false, true);
        assertThat(yard.application.get(Volumes.class).find(mount.name())).isEmpty();
        assertThat(container.upper()).doesNotExist();
    }

    @Test
    void givesAPrivilegedContainerEverything() throws Exception {
        ContainerRequest request = ContainerYard.of(
                List.of("sh", "-c", "mkdir /m && mount -t tmpfs x /m && echo mounted; ls /dev | grep -c ."),
                "none",
                options -> {
                    options.privileged = true;
                    return options;
                });

        String[] lines = yard.output(request).split("\n");
        assertThat(lines[0]).isEqualTo("mounted");
        assertThat(Integer.parseInt(lines[1])).isGreaterThan(15);
        assertThat(yard.output(ContainerYard.script("mkdir /m && mount -t tmpfs x /m 2>/dev/null || echo refused")))
                .isEqualTo("refused\n");
    }

    @Test
    void refusesAUserThatTheImageDoesNotHave() {
        String id = yard.containers()
                .create(ContainerYard.of(List.of("true"), "none", options -> {
                    options.user = "nobody-here";
                    return options;
                }))
                .id();

        assertThatThrownBy(() -> yard.lifecycle().start(id))
                .isInstanceOf(EngineException.class)
                .hasMessage("unable to find user nobody-here: no matching entries in passwd file");
        assertThat(yard.containers().get(id).status().error()).contains("nobody-here");
    }

    @Test
    void sharesTheNetworkOfAnotherContainer() throws Exception {
        String first = yard.run(named("first", "sleep", "60"));
        String second = yard.run(ContainerYard.of(
                List.of("sh", "-c", "ls -l /proc/self/ns/net | grep -o 'net:.*'"),
                "container:first",
                options -> options));
        yard.exitCode(second);
        var output = new Collected();
        yard.terminals()
                .exec(first, command("ls -l /proc/self/ns/net | grep -o 'net:.*'", "0"), output)
                .exit()
                .get(20, TimeUnit.SECONDS);

        assertThat(yard.log(second)).startsWith("net:[").isEqualTo(output.stdout());
    }

    @Test
    void mountsHostFoldersAndMemory(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("file"), "from host\n");
        ContainerRequest request = ContainerYard.of(
                List.of(
                        "sh",
                        "-c",
                        "cat /deep/in/file; touch /deep/in/x 2>/dev/null || echo ro; touch /tmp/y; touch"
                                + " /z 2>/dev/null || echo ro root"),
                "none",
                options -> {
                    options.mounts = List.of(
                            new MountRequest(MountKind.BIND, directory.toString(), "/deep/in", true),
                            new MountRequest(MountKind.TMPFS, "", "/tmp", false));
                    options.readOnly = true;
                    return options;
                });

        assertThat(yard.output(request)).isEqualTo("from host\nro\nro root\n");
    }

    @Test
    void publishesPorts() throws Exception {
        ContainerRequest request = ContainerYard.of(
                List.of("sh", "-c", "mkdir /www; echo served >/www/index.html; exec httpd -f -p 80 -h /www"),
                "bridge",
                options -> {
                    options.ports = List.of(new PortBinding("", 0, 80, "tcp"));
                    return options;
                });
        String id = yard.run(request);
        Container container = yard.containers().get(id);
        int port = container.ports().getFirst().hostPort();

        assertThat(port).isPositive();
        assertThat(container.addresses()).containsOnlyKeys("bridge");
        assertThat(fetch(URI.create("http://127.0.0.1:" + port + "/"))).isEqualTo("served\n");
        ContainerStats.Sample sample =
                yard.application.get(ContainerStats.class).sample(id);
        assertThat(sample.receivedBytes()).isPositive();
        assertThat(sample.memoryBytes()).isPositive();
        assertThat(sample.cpuNanos()).isPositive();

        yard.lifecycle().stop(id, Duration.ZERO);
        assertThat(yard.containers().get(id).ports().getFirst().hostPort()).isZero();
        assertThatThrownBy(() -> yard.application.get(ContainerStats.class).sample(id))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void keepsToLimitsAndSaysWhenMemoryRanOut() throws Exception {
        String id =
                yard.run(ContainerYard.of(List.of("sh", "-c", "a=x; while true; do a=$a$a; done"), "none", options -> {
                    options.memory = 16 << 20;
                    options.pids = 50;
                    return options;
                }));

        assertThat(yard.exitCode(id)).isEqualTo(137);
        assertThat(yard.containers().get(id).status().oomKilled()).isTrue();
        assertThat(yard.lifecycle().explainExit(id).key()).isEqualTo("exit.oom");
    }

    @Test
    void restartsAsThePolicySaysUntilItIsStopped() throws Exception {
        String failing = yard.run(ContainerYard.of(List.of("sh", "-c", "echo run; exit 1"), "none", options -> {
            options.restart = new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 2);
            return options;
        }));
        String always = yard.run(ContainerYard.of(List.of("true"), "none", options -> {
            options.restart = new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0);
            return options;
        }));

        ContainerYard.await(
                "the last retry to end",
                () -> yard.containers().get(failing).status().state() == ContainerState.EXITED);
        assertThat(yard.containers().get(failing).status().restartCount()).isEqualTo(2);
        assertThat(yard.log(failing)).isEqualTo("run\nrun\nrun\n");
        ContainerYard.await(
                "three restarts", () -> yard.containers().get(always).status().restartCount() >= 3);
        yard.lifecycle().stop(always, Duration.ZERO);
        assertThat(yard.containers().get(always).status().state()).isEqualTo(ContainerState.EXITED);
    }

    @Test
    void removesItselfWhenAsked() throws Exception {
        String id = yard.run(ContainerYard.of(List.of("true"), "none", options -> {
            options.autoRemove = true;
            return options;
        }));

        ContainerYard.await(
                "the container to be gone", () -> yard.containers().find(id).isEmpty());
    }

    @Test
    void attachesBeforeTheStart() throws Exception {
        String id = yard.containers()
                .create(ContainerYard.of(List.of("sh", "-c", "echo first; cat; exit 3"), "none", options -> {
                    options.stdin = true;
                    return options;
                }))
                .id();
        var output = new Collected();
        Connection connection = yard.terminals().attach(id, output);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(connection, "typed early\n", true));

        yard.lifecycle().start(id);

        writing.get(20, TimeUnit.SECONDS);
        assertThat(connection.exit().get(20, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(output.stdout()).isEqualTo("first\ntyped early\n");
    }

    @Test
    void entersARunningContainer() throws Exception {
        String id = yard.run(ContainerYard.script("exec sleep 60"));
        var output = new Collected();

        Connection plain =
                yard.terminals().exec(id, command("id -u; echo $GREETING $MORE; pwd; exit 4", "app"), output);
        assertThat(plain.exit().get(20, TimeUnit.SECONDS)).isEqualTo(4);
        assertThat(output.stdout()).isEqualTo("1000\nhello given\n/data\n");

        var terminal = new Collected();
        Connection shell = yard.terminals().exec(id, ExecRequest.shell(), terminal);
        shell.resize(30, 90);
        write(shell, "stty size; echo d''one\n", false);
        terminal.await("done");
        assertThat(terminal.stdout()).contains("30 90");
        shell.close();
        assertThat(shell.exit().get(20, TimeUnit.SECONDS)).isEqualTo(137);

        yard.lifecycle().pause(id);
        assertThatThrownBy(() -> yard.terminals().exec(id, ExecRequest.shell(), terminal))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void followsTheLogUntilTheEnd() throws Exception {
        String id = yard.run(ContainerYard.of(List.of("sh", "-c", "echo one; read x; echo two"), "none", options -> {
            options.stdin = true;
            return options;
        }));
        var text = new StringBuffer();
        CompletableFuture<Void> following = CompletableFuture.runAsync(() -> yard.application
                .get(ContainerLogs.class)
                .read(
                        id,
                        ContainerLogs.Query.following(100),
                        line -> text.append(new String(line.text(), StandardCharsets.UTF_8))
                                .append('\n')));
        ContainerYard.await("the first line", () -> text.toString().equals("one\n"));

        Connection connection = yard.terminals().attach(id, new Collected());
        write(connection, "\n", true);

        following.get(20, TimeUnit.SECONDS);
        assertThat(text.toString()).isEqualTo("one\ntwo\n");
    }

    @Test
    void keepsARunningContainerFromRemoval() {
        String id = yard.run(named("busy", "sleep", "60"));

        assertThatThrownBy(() -> yard.containers().remove("busy", false, false))
                .isInstanceOf(ConflictException.class)
                .hasMessage("cannot remove container \"/busy\": container is running: stop the container before"
                        + " removing or force remove");
        yard.containers().remove("busy", true, true);
        assertThat(yard.containers().find(id)).isEmpty();
    }

    private static ContainerYard.Options terminal(ContainerYard.Options options) {
        options.tty = true;
        options.stdin = true;
        return options;
    }

    private static ContainerRequest named(String name, String... command) {
        return ContainerYard.of(List.of(command), "none", options -> {
            options.name = name;
            return options;
        });
    }

    private static ExecRequest command(String script, String user) {
        return new ExecRequest(List.of("sh", "-c", script), false, false, List.of("MORE=given"), user, "/data", false);
    }

    private static void write(Connection connection, String text, boolean end) {
        try {
            connection.stdin().write(text.getBytes(StandardCharsets.UTF_8));
            if (end) {
                connection.stdin().close();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String fetch(URI address) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = new String[1];
            ContainerYard.await("an answer from " + address, () -> {
                try {
                    answer[0] = client.send(
                                    HttpRequest.newBuilder(address)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
                    return true;
                } catch (java.io.IOException e) {
                    return false;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            return answer[0];
        }
    }
}
