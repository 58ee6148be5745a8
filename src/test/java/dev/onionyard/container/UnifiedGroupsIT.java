package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.SocketAnswer;
import dev.onionyard.fixtures.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Containers where the host has control groups of version 2 only.
@TestInstance(PER_CLASS)
class UnifiedGroupsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path UNIFIED = Path.of("/sys/fs/cgroup/cgroup.controllers");

    private final RunningServer server = RunningServer.startOnUnifiedGroups();

    @BeforeAll
    void load() {
        docker("load", "--input", TestImages.busybox().toString());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void containersHaveGroupsOfTheirOwn() {
        assertThat(docker("info", "--format", "{{.CgroupVersion}}")).isEqualTo("2");
        assertThat(docker("run", "--rm", TestImages.BUSYBOX, "cat", "/proc/self/cgroup"))
                .contains("0::/");
        assertThat(docker("run", "--rm", TestImages.BUSYBOX, "grep", "cgroup2", "/proc/mounts"))
                .startsWith("cgroup /sys/fs/cgroup cgroup2 ro");
    }

    @Test
    void theyAreMeasuredFrozenEnteredAndEnded() {
        docker("run", "--detach", "--name=busy", TestImages.BUSYBOX, "sh", "-c", "while :; do :; done");
        awaitMoreThan(0);

        docker("pause", "busy");
        assertThat(docker("inspect", "--format", "{{.State.Status}}", "busy")).isEqualTo("paused");
        long frozen = cpuNanos();
        assertThat(docker("run", "--rm", TestImages.BUSYBOX, "echo", "others go on"))
                .isEqualTo("others go on");
        assertThat(cpuNanos()).isEqualTo(frozen);
        docker("unpause", "busy");
        awaitMoreThan(frozen);

        assertThat(docker("exec", "busy", "echo", "inside")).isEqualTo("inside");
        assertThat(docker("top", "busy")).contains("while :; do :; done");
        docker("kill", "busy");
        assertThat(docker("wait", "busy")).isEqualTo("137");
        docker("rm", "busy");
    }

    /// Limits are kept where the host lets version 2 have the controllers; elsewhere the client is told.
    @Test
    void limitsAreKeptOrTheClientIsTold() throws Exception {
        boolean controllers = Files.exists(UNIFIED) && Files.readString(UNIFIED).contains("memory");
        String printed = docker(
                "run", "--rm", "--memory=64m", "--cpus=0.5", "--pids-limit=40", TestImages.BUSYBOX, "sh", "-c", """
                cd /sys/fs/cgroup; cat memory.max cpu.max pids.max 2>/dev/null; echo done""");
        if (controllers) {
            assertThat(printed).isEqualTo("67108864\n50000 100000\n40\ndone");
        } else {
            assertThat(printed)
                    .contains("Your kernel does not support memory limit capabilities", "Limitation discarded.")
                    .contains("Quota discarded.")
                    .contains("PIDs limit discarded.")
                    .endsWith("done");
        }
    }

    private void awaitMoreThan(long nanos) {
        Awaitility.await("it uses the processor").atMost(LIMIT).until(() -> cpuNanos() > nanos);
    }

    private long cpuNanos() {
        return SocketAnswer.of(server.socket(), "GET", "/containers/busy/stats?stream=false&one-shot=true", "")
                .json()
                .at("/cpu_stats/cpu_usage/total_usage")
                .asLong();
    }

    private String docker(String... words) {
        var command = new ArrayList<>(
                List.of(SharedYard.clients().getFirst().toString(), "--host", "unix://" + server.socket()));
        command.addAll(List.of(words));
        return Command.run(LIMIT, command).strip();
    }
}
