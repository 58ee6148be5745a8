package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.ControlGroup;
import dev.onionyard.runtime.RuntimeYard.Collected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OciRuntimeIT {

    private static RuntimeYard yard;

    @BeforeAll
    static void make() throws Exception {
        yard = RuntimeYard.make();
    }

    @AfterAll
    static void close() throws Exception {
        yard.close();
    }

    @Test
    void findsARuntimeThatWorksHere() {
        RuntimeStatus status = yard.runtime.status();

        assertThat(status.problem()).isEmpty();
        assertThat(status.name()).isIn("crun", "runc");
        assertThat(status.version()).matches("\\d+\\..*");
    }

    @Test
    void runsAProgramAndReportsItsExitAndOutput() throws Exception {
        Bundle bundle = yard.run("echo out; echo err >&2; exit 7");

        assertThat(yard.exitCode(bundle)).isEqualTo(7);
        assertThat(yard.log(bundle)).isEqualTo("out\nerr\n");
        assertThat(yard.runtime.find(bundle)).isEqualTo(new ContainerStatus.Exited(7));

        yard.runtime.delete(bundle);
        assertThat(yard.runtime.find(bundle)).isEqualTo(new ContainerStatus.Absent());
        assertThat(bundle.directory()).doesNotExist();
    }

    @Test
    void saysWhyAProgramCannotStart() {
        Bundle bundle = yard.newBundle();

        assertThatThrownBy(() -> yard.runtime.create(
                        bundle,
                        yard.spec(false, ResourceLimits.NONE, "no-such-program"),
                        new Stdio(false, false, false)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no-such-program")
                .hasMessageContaining("not found");
        assertThat(bundle.directory()).doesNotExist();
    }

    @Test
    void pausesAndResumes() throws Exception {
        Bundle bundle = yard.run("exec sleep 60");

        yard.runtime.pause(bundle);
        assertThat(yard.runtime.find(bundle)).isInstanceOf(ContainerStatus.Paused.class);
        yard.runtime.resume(bundle);
        assertThat(yard.runtime.find(bundle)).isInstanceOf(ContainerStatus.Running.class);

        yard.runtime.kill(bundle, Signals.KILL);
        assertThat(yard.exitCode(bundle)).isEqualTo(137);
    }

    @Test
    void attachesBeforeTheStartAndLosesNothing() throws Exception {
        Bundle bundle = yard.newBundle();
        var output = new Collected();
        yard.runtime.create(
                bundle,
                yard.spec(false, ResourceLimits.NONE, "sh", "-c", "echo first; cat; echo last >&2"),
                new Stdio(false, true, true));
        try (AttachSession session = yard.sessions.attach(bundle, output)) {
            yard.runtime.start(bundle);
            byte[] much = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
            session.stdin().write(much);
            session.stdin().close();
            session.ended().get(20, TimeUnit.SECONDS);
        }

        assertThat(yard.exitCode(bundle)).isZero();
        assertThat(output.stdout()).startsWith("first\nxxx").hasSize(6 + 1_000_000);
        assertThat(output.stderr()).isEqualTo("last\n");
    }

    @Test
    void givesATerminalItsSizeAndKeepsItOverADetach() throws Exception {
        Bundle bundle = yard.newBundle();
        yard.runtime.create(bundle, yard.spec(true, ResourceLimits.NONE, "sh"), new Stdio(true, true, false));
        yard.runtime.start(bundle);
        var first = new Collected();
        try (AttachSession session = yard.sessions.attach(bundle, first)) {
            session.stdin().write("echo on$((1+1))e\n".getBytes(StandardCharsets.US_ASCII));
            first.await("on2e");
        }
        var second = new Collected();
        try (AttachSession session = yard.sessions.attach(bundle, second)) {
            session.resize(33, 101);
            session.stdin().write("stty size; stty size\n".getBytes(StandardCharsets.US_ASCII));
            second.await("33 101");
            session.stdin().write("exit 5\n".getBytes(StandardCharsets.US_ASCII));
            session.ended().get(20, TimeUnit.SECONDS);
        }
        assertThat(yard.exitCode(bundle)).isEqualTo(5);
    }

    @Test
    void entersAContainer() throws Exception {
        Bundle bundle = yard.run("exec sleep 60");
        var output = new Collected();

        ExecSession session =
                yard.sessions.exec(bundle, yard.process(false, "sh", "-c", "cat; echo err >&2; exit 3"), output);
        session.stdin().write("hello\n".getBytes(StandardCharsets.US_ASCII));
        session.stdin().close();

        assertThat(session.exit().get(20, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(output.stdout()).isEqualTo("hello\n");
        assertThat(output.stderr()).isEqualTo("err\n");
    }

    @Test
    void entersAContainerWithATerminalAndKillsItsProcessOnClose() throws Exception {
        Bundle bundle = yard.run("exec sleep 60");
        var output = new Collected();

        ExecSession session = yard.sessions.exec(bundle, yard.process(true, "sh"), output);
        session.resize(20, 70);
        session.stdin().write("stty size; echo re''ady\n".getBytes(StandardCharsets.US_ASCII));
        output.await("ready");
        assertThat(output.stdout()).contains("20 70");
        session.close();

        assertThat(session.exit().get(20, TimeUnit.SECONDS)).isEqualTo(137);
        assertThat(yard.runtime.find(bundle)).isInstanceOf(ContainerStatus.Running.class);
    }

    @Test
    void killsAProcessWithoutTerminalOnClose() throws Exception {
        Bundle bundle = yard.run("exec sleep 60");

        ExecSession session = yard.sessions.exec(bundle, yard.process(false, "sleep", "60"), new Collected());
        session.close();

        assertThat(session.exit().get(20, TimeUnit.SECONDS)).isEqualTo(137);
        assertThat(yard.runtime.find(bundle)).isInstanceOf(ContainerStatus.Running.class);
    }

    @Test
    void endsWithTheProcessThatEnteredEvenIfItsChildrenGoOn() throws Exception {
        Bundle bundle = yard.run("exec sleep 60");
        var output = new Collected();

        ExecSession session =
                yard.sessions.exec(bundle, yard.process(false, "sh", "-c", "sleep 50 & echo done; exit 4"), output);

        assertThat(session.exit().get(20, TimeUnit.SECONDS)).isEqualTo(4);
        assertThat(output.stdout()).isEqualTo("done\n");
    }

    @Test
    void handsOnAllThatAProcessPrints() throws Exception {
        Bundle bundle = yard.run("exec sleep 60");
        var output = new Collected();

        ExecSession session = yard.sessions.exec(
                bundle,
                yard.process(false, "sh", "-c", "i=0; while [ $i -lt 30000 ]; do echo line $i; i=$((i+1)); done"),
                output);

        assertThat(session.exit().get(20, TimeUnit.SECONDS)).isZero();
        assertThat(output.stdout())
                .startsWith("line 0\n")
                .endsWith("\nline 29999\n")
                .hasLineCount(30000);
    }

    @Test
    void endsProcessesThatAnEarlierServerStarted() throws Exception {
        Bundle bundle = yard.run("exec sleep 60");
        ExecSession plain = yard.sessions.exec(bundle, yard.process(false, "sleep", "60"), new Collected());
        ExecSession terminal = yard.sessions.exec(bundle, yard.process(true, "sleep", "60"), new Collected());

        yard.sessions.sweep();

        assertThat(plain.exit().get(20, TimeUnit.SECONDS)).isEqualTo(137);
        assertThat(terminal.exit().get(20, TimeUnit.SECONDS)).isEqualTo(137);
        assertThat(yard.runtime.find(bundle)).isInstanceOf(ContainerStatus.Running.class);
    }

    @Test
    void saysWhyAProcessCannotEnter() {
        Bundle bundle = yard.run("exec sleep 60");

        assertThatThrownBy(() -> yard.sessions.exec(bundle, yard.process(false, "no-such-program"), new Collected()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void keepsWithinLimitsAndMeasures() throws Exception {
        Bundle bundle = yard.newBundle();
        yard.runtime.create(
                bundle,
                yard.spec(false, new ResourceLimits(32 << 20, 500_000_000, 20), "sleep", "60"),
                new Stdio(false, false, false));
        yard.runtime.start(bundle);

        ControlGroup.Usage usage = usage(bundle);

        assertThat(usage.memoryLimitBytes()).isEqualTo(32 << 20);
        assertThat(usage.memoryBytes()).isPositive();
        assertThat(usage.pids()).isEqualTo(1);
        assertThat(usage.cpuNanos()).isPositive();

        yard.runtime.update(bundle, new ResourceLimits(48 << 20, 0, 0));
        assertThat(usage(bundle).memoryLimitBytes()).isEqualTo(48 << 20);
    }

    @Test
    void noticesThatMemoryRanOut() throws Exception {
        Bundle bundle = yard.newBundle();
        yard.runtime.create(
                bundle,
                yard.spec(false, new ResourceLimits(16 << 20, 0, 0), "sh", "-c", "a=x; while true; do a=$a$a; done"),
                new Stdio(false, false, false));
        yard.runtime.start(bundle);

        assertThat(yard.exitCode(bundle)).isEqualTo(137);
        assertThat(yard.runtime.ranOutOfMemory(bundle)).isTrue();
    }

    @Test
    void tellsADeadMonitorFromARunningContainer() throws Exception {
        Bundle bundle = yard.run("exec sleep 60");
        int pid = ((ContainerStatus.Running) yard.runtime.find(bundle)).pid();
        ProcessHandle monitor =
                ProcessHandle.of(pid).flatMap(ProcessHandle::parent).orElseThrow();

        monitor.destroyForcibly();
        monitor.onExit().get(20, TimeUnit.SECONDS);

        assertThat(yard.runtime.find(bundle)).isEqualTo(new ContainerStatus.Orphaned());
        yard.runtime.delete(bundle);
        ProcessHandle.of(pid)
                .ifPresent(process ->
                        process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }

    @Test
    void confinesProcessesAsDockerDoes() throws Exception {
        Bundle bundle = yard.run(
                "busybox grep -E 'Seccomp:|CapEff' /proc/self/status; busybox unshare -m true 2>/dev/null; echo $?;"
                        + " busybox mount -t tmpfs x /bin 2>/dev/null; echo $?;"
                        + " (echo 1 >/proc/sys/kernel/hostname) 2>/dev/null; echo $?; busybox hostname");

        yard.exitCode(bundle);
        assertThat(yard.log(bundle)).isEqualTo("CapEff:\t00000000a80425fb\nSeccomp:\t2\n1\n1\n1\nyard\n");
    }

    @Test
    void loadsACompiledFilterThatEqualsTheProfile() throws Exception {
        Bundle first = yard.run("exec sleep 60");
        Bundle second = yard.run("exec sleep 60");
        if (yard.runtime.status().name().equals("crun")) {
            assertThat(Files.readString(second.config())).contains("run.oci.seccomp_bpf_data");
        }
        for (Bundle bundle : new Bundle[] {first, second}) {
            int pid = ((ContainerStatus.Running) yard.runtime.find(bundle)).pid();
            assertThat(Files.readString(Path.of("/proc/" + pid + "/status"))).contains("Seccomp:\t2");
        }
    }

    @Test
    void rotatesALogWhileItIsWritten() throws Exception {
        Bundle bundle = yard.newBundle();
        yard.runtime.create(
                bundle,
                yard.spec(
                        false,
                        ResourceLimits.NONE,
                        "sh",
                        "-c",
                        "read x; i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; read x"),
                new Stdio(false, true, false));
        var output = new Collected();
        var rotation = new LogRotation();
        try (AttachSession session = yard.sessions.attach(bundle, output)) {
            yard.runtime.start(bundle);
            session.stdin().write('\n');
            for (int part = 1; part < 4; part++) {
                output.await("line " + part * 5000);
                rotation.rotate(bundle, 1000, 5);
            }
            output.await("line 19999");
            session.stdin().write('\n');
            assertThat(yard.exitCode(bundle)).isZero();
        }
        var expected = new StringBuilder();
        for (int i = 0; i < 20000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        assertThat(bundle.logDirectory().resolve("container.log.2")).exists();
        assertThat(yard.log(bundle)).isEqualTo(expected.toString());
    }

    private static ControlGroup.Usage usage(Bundle bundle) {
        return ControlGroup.of(((ContainerStatus.Running) yard.runtime.find(bundle)).pid())
                .usage();
    }
}
