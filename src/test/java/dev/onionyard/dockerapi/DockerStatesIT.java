package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.dockerapi.DockerYard.Outcome;
import dev.onionyard.fixtures.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// What `docker` tells about containers and changes about them while they run, with the real client.
class DockerStatesIT {

    private static final List<String> CLIENTS = DockerYard.CLIENTS;
    private static final String BOX = TestImages.BUSYBOX;
    private static DockerYard yard;

    @TempDir
    Path directory;

    @BeforeAll
    static void make() throws Exception {
        yard = DockerYard.make();
    }

    @AfterAll
    static void close() throws Exception {
        yard.close();
    }

    @AfterEach
    void removeAll() throws Exception {
        yard.removeAll();
    }

    @Test
    void becomesHealthyAndUnhealthy() throws Exception {
        yard.sleeper(
                "checked",
                "--health-cmd=echo looked; test -e /well",
                "--health-interval=100ms",
                "--health-retries=2",
                "--health-timeout=5s");

        assertThat(health("unhealthy", "checked")).contains("\"FailingStreak\":");
        assertThat(yard.docker("ps", "--format={{.Status}}").ok()).endsWith("(unhealthy)");
        assertThat(names("--filter=health=unhealthy")).isEqualTo("checked");
        yard.docker("exec", "checked", "touch", "/well").ok();
        String healthy = health("healthy", "checked");
        assertThat(healthy).contains("\"FailingStreak\":0", "looked\\n", "\"ExitCode\":0");
        yard.until(state -> state.equals("5"), "inspect", "-f", "{{len .State.Health.Log}}", "checked");
        long soon = System.currentTimeMillis() / 1000 + 1;
        assertThat(yard.curl("http://d/events?since=1&until=" + soon
                                + "&filters=%7B%22event%22:%5B%22health_status%22%5D%7D")
                        .out())
                .contains("health_status: unhealthy", "health_status: healthy");
    }

    @Test
    void forgivesInTheStartPeriodAndStopsWhatTakesTooLong() throws Exception {
        yard.sleeper("starting", "--health-cmd=false", "--health-interval=50ms", "--health-start-period=1h");
        yard.sleeper(
                "slow",
                "--health-cmd=sleep 60",
                "--health-interval=50ms",
                "--health-timeout=200ms",
                "--health-retries=1");
        yard.sleeper("none", "--no-healthcheck");

        assertThat(health("unhealthy", "slow")).contains("Health check exceeded timeout (200ms)");
        assertThat(yard.docker("top", "slow").ok()).doesNotContain("sleep 60\n");
        assertThat(yard.docker("ps", "--filter=name=starting", "--format={{.Status}}")
                        .ok())
                .endsWith("(health: starting)");
        assertThat(names("--filter=health=none")).isEqualTo("none");
    }

    private static String health(String verdict, String container) throws Exception {
        return yard.until(
                state -> state.contains("\"Status\":\"" + verdict + "\""),
                "inspect",
                "-f",
                "{{json .State.Health}}",
                container);
    }

    private static String names(String... filters) throws Exception {
        var words = new java.util.ArrayList<>(List.of("ps", "-a", "--format={{.Names}}"));
        words.addAll(List.of(filters));
        return yard.docker(words.toArray(String[]::new)).ok();
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void listsProcesses(String client) throws Exception {
        yard.sleeper("busy");

        assertThat(yard.with(client, "top", "busy").ok()).contains("PID", "sleep 600");
        assertThat(yard.with(client, "top", "busy", "-o", "pid,comm").ok().lines())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("sleep");
        assertThat(yard.with(client, "top", "busy", "-o", "comm").error()).contains("Couldn't find PID field");
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void measures(String client) throws Exception {
        yard.docker(
                        "run",
                        "-d",
                        "--name=spin",
                        "--network=none",
                        "--stop-timeout=0",
                        "-m=64m",
                        BOX,
                        "sh",
                        "-c",
                        "while :; do :; done")
                .ok();

        String[] figures = yard.with(
                        client, "stats", "--no-stream", "--format={{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}")
                .ok()
                .split(" ");

        assertThat(figures[0]).isEqualTo("spin");
        assertThat(Double.parseDouble(figures[1].replace("%", ""))).isBetween(5.0, 400.0);
        assertThat(figures[4]).isEqualTo("64MiB");
        assertThat(figures[5]).isEqualTo("1");
    }

    @Test
    void measuresOnceWithoutWaiting() throws Exception {
        yard.sleeper("one");

        String answer = yard.curl("http://d/containers/one/stats?stream=false&one-shot=true")
                .out();

        assertThat(answer).contains("\"preread\":\"0001-01-01T00:00:00Z\"", "\"online_cpus\":");
        yard.docker("stop", "one").ok();
        assertThat(yard.curl("http://d/containers/one/stats?stream=false").out())
                .contains("\"read\":\"0001-01-01T00:00:00Z\"");
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void changesLimits(String client) throws Exception {
        yard.sleeper("limited", "--memory=64m");

        yard.with(
                        client,
                        "update",
                        "--memory=96m",
                        "--memory-swap=128m",
                        "--cpus=0.5",
                        "--pids-limit=9",
                        "--restart=on-failure:2",
                        "limited")
                .ok();

        assertThat(yard.docker("exec", "limited", "cat", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
                        .ok())
                .isEqualTo("100663296");
        assertThat(yard.docker("exec", "limited", "cat", "/sys/fs/cgroup/pids/pids.max")
                        .ok())
                .isEqualTo("9");
        assertThat(yard.docker("exec", "limited", "cat", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
                        .ok())
                .isEqualTo("50000");
        assertThat(yard.docker(
                                "inspect",
                                "-f",
                                "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.RestartPolicy.Name}}",
                                "limited")
                        .ok())
                .isEqualTo("100663296 500000000 on-failure");
        assertThat(yard.with(client, "update", "--memory=1m", "limited").error())
                .contains("Minimum memory limit allowed is 6MB");
    }

    @Test
    void filtersLists() throws Exception {
        yard.sleeper("first", "-l=kind=a", "-v=/data", "--expose=81");
        yard.docker("run", "--name=second", "--network=none", "-l=kind=b", BOX, "sh", "-c", "exit 3");
        yard.docker("create", "--name=third", BOX).ok();

        assertThat(names("--filter=status=exited")).isEqualTo("second");
        assertThat(names("--filter=exited=3")).isEqualTo("second");
        assertThat(names("--filter=label=kind=a")).isEqualTo("first");
        assertThat(names("--filter=before=second")).isEqualTo("first");
        assertThat(names("--filter=since=second")).isEqualTo("third");
        assertThat(names("--filter=volume=/data")).isEqualTo("first");
        assertThat(names("--filter=expose=80-90/tcp")).isEqualTo("first");
        assertThat(names("--filter=ancestor=busybox:test", "--filter=status=created"))
                .isEqualTo("third");
        assertThat(names("--filter=name=^/sec")).isEqualTo("second");
        assertThat(names("--filter=is-task=true")).isEmpty();
        assertThat(names("--filter=publish=99")).isEmpty();
        assertThat(yard.docker("ps", "--filter=status=asleep").error()).contains("invalid filter 'status=asleep'");
        assertThat(yard.docker("ps", "--filter=before=nobody").error()).contains("No such container: nobody");
        assertThat(yard.docker("ps", "-s", "--format={{.Size}}").ok()).contains("virtual");
        assertThat(yard.docker("inspect", "-s", "-f", "{{.SizeRw}}", "third").ok())
                .isEqualTo("0");
    }

    @Test
    void prunesWhatIsOldEnoughAndNamed() throws Exception {
        yard.docker("create", "--name=kept", "-l=keep", BOX).ok();
        yard.docker("create", "--name=gone", BOX).ok();

        assertThat(yard.docker("container", "prune", "-f", "--filter=until=1h").ok())
                .contains("0B");
        yard.docker("container", "prune", "-f", "--filter=label!=keep").ok();
        assertThat(names()).isEqualTo("kept");
    }

    @Test
    void leavesAProcessWhoseClientIsGone() throws Exception {
        yard.sleeper("host");
        Path out = directory.resolve("out");
        Process client = yard.start(
                "docker",
                List.of("exec", "host", "sh", "-c", "echo begun; sleep 0.5; echo x; echo y >/done; sleep 300"),
                out,
                directory.resolve("error"));
        while (!Files.readString(out).contains("begun")) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        client.destroyForcibly();

        yard.until(files -> files.contains("done"), "exec", "host", "ls", "/");
        assertThat(yard.docker("top", "host").ok()).contains("sleep 300");
    }

    @Test
    void execsInEveryWay() throws Exception {
        yard.sleeper("host", "-e=A=1");

        assertThat(yard.docker("exec", "-e=B=2", "-w=/tmp", "-u=nobody", "host", "sh", "-c", "echo $A$B; pwd; id -un")
                        .ok()
                        .lines())
                .containsExactly("12", "/tmp", "nobody");
        assertThat(yard.docker("exec", "--privileged", "host", "grep", "CapEff", "/proc/self/status")
                        .ok())
                .doesNotContain("a80425fb");
        yard.docker("exec", "-d", "host", "sh", "-c", "echo z >/detached").ok();
        yard.until(files -> files.contains("detached"), "exec", "host", "ls", "/");
        assertThat(yard.docker("exec", "host", "sh", "-c", "exit 9").code()).isEqualTo(9);
        assertThat(yard.docker("exec", "host", "nothing").code()).isIn(126, 127);
    }

    @Test
    void readsLogsInPieces() throws Exception {
        yard.docker(
                        "run",
                        "--name=said",
                        "--network=none",
                        "--label=who=me",
                        "--log-opt=labels=who",
                        "--log-opt=max-size=1m",
                        BOX,
                        "sh",
                        "-c",
                        "echo a; echo b >&2; sleep 0.1; echo c")
                .ok();

        assertThat(yard.docker("logs", "--tail=1", "said").ok()).isEqualTo("c");
        assertThat(yard.docker("logs", "--details", "said").out()).isEqualTo("who=me a\nwho=me c\n");
        assertThat(yard.docker("logs", "-t", "said").ok()).matches("(?s)20\\d\\d-.*T.*Z a\n20.* c");
        assertThat(yard.docker("logs", "--since=1h", "said").ok()).isEqualTo("a\nc");
        assertThat(yard.docker("logs", "--until=2000-01-01T00:00:00Z", "said").ok())
                .isEmpty();
        assertThat(yard.docker("logs", "-f", "said").error()).isEqualTo("b\n");
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, executable file not found in $PATH, 127",
        "/nothing, no such file or directory, 127",
        "/etc/passwd, permission denied, 126",
    })
    void tellsWhyAProgramCannotRun(String program, String reason, int code) throws Exception {
        Outcome removed = yard.docker("run", "--rm", "--network=none", BOX, program);
        Outcome kept = yard.docker("run", "--network=none", "--name=kept", BOX, program);
        yard.sleeper("host");

        assertThat(removed.error()).contains(reason);
        assertThat(removed.code()).isEqualTo(code);
        assertThat(kept.code()).isEqualTo(code);
        assertThat(yard.docker("exec", "host", program).code()).isEqualTo(code);
        assertThat(yard.docker("ps", "-a", "--format={{.Names}}").ok().lines())
                .containsExactlyInAnyOrder("host", "kept");
    }

    @Test
    void saysNoInDockersWords() throws Exception {
        yard.sleeper("up");
        yard.docker("create", "--name=idle", BOX).ok();

        assertThat(yard.docker("kill", "idle").error()).contains("is not running");
        assertThat(yard.docker("pause", "idle").error()).contains("is not running");
        assertThat(yard.docker("unpause", "up").error()).contains("is not paused");
        assertThat(yard.docker("rename", "up", "idle").error()).contains("is already in use by container");
        assertThat(yard.docker("exec", "idle", "true").error()).contains("is not running");
        assertThat(yard.docker("top", "idle").error()).contains("is not running");
        assertThat(yard.docker("rm", "up").error()).contains("container is running");
        assertThat(yard.docker("wait", "nobody").error()).contains("No such container: nobody");
        for (String missing :
                List.of("--network=none2", "--volumes-from=none", "--link=none", "--network=container:none")) {
            assertThat(yard.docker("create", missing, BOX).error())
                    .as(missing)
                    .contains("none")
                    .doesNotContain("image");
        }
        assertThat(yard.docker("kill", "-s=NONE", "up").error()).containsIgnoringCase("invalid signal: NONE");
    }

    @Test
    void attachesWebSockets() throws Exception {
        yard.docker("create", "-i", "--name=cat", "--network=none", BOX, "cat").ok();
        try (var socket = WebSocketClient.open(
                yard.socket(), "/v1.43/containers/cat/attach/ws?stream=1&stdin=1&stdout=1&stderr=1")) {
            yard.docker("start", "cat").ok();
            socket.send("hello\n");
            assertThat(socket.read("hello\n".length())).isEqualTo("hello\n");
        }
        // As asked by -i: the input ends with the first client that leaves.
        assertThat(yard.docker("wait", "cat").ok()).isEqualTo("0");
    }

    @Test
    void answersBadInputAsDockerDoes() throws Exception {
        String post = "-XPOST";
        String json = "-HContent-Type: application/json";
        for (String body : List.of(
                "{\"Image\":",
                "[]",
                "{\"Image\":5,\"HostConfig\":7}",
                "{\"Image\":\"a\",\"HostConfig\":{\"Memory\":\"much\"}}",
                "{\"Image\":\"a\",\"Env\":\"x\"}",
                "nonsense")) {
            Outcome outcome = yard.curl(post, json, "-w%{http_code}", "-d" + body, "http://d/containers/create");
            assertThat(outcome.out()).as(body).startsWith("{\"message\":\"").endsWith("400");
        }
        Path huge = directory.resolve("huge");
        Files.writeString(huge, "{\"Image\":\"a\",\"Cmd\":[\"" + "x".repeat(5 << 20) + "\"]}");
        assertThat(yard.curl(post, json, "-w%{http_code}", "-d@" + huge, "http://d/containers/create")
                        .out())
                .contains("JSON of more than")
                .endsWith("400");
        assertThat(yard.curl("-w%{http_code}", "http://d/containers/%2e%2e%2fx/json")
                        .out())
                .endsWith("404");
        assertThat(yard.curl(post, "-w%{http_code}", "http://d/containers/x/update")
                        .out())
                .endsWith("404");
        assertThat(yard.curl("-w%{http_code}", "http://d/exec/none/json").out())
                .contains("No such exec instance")
                .endsWith("404");
        assertThat(yard.curl("-w%{http_code}", "http://d/containers/json?filters=%7B")
                        .out())
                .endsWith("400");
    }
}
