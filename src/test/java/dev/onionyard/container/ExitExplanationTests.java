package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.container.Container.Status;
import dev.onionyard.container.ContainerLifecycle.ExitReason;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitExplanationTests {

    private static final Duration AT_ONCE = Duration.ofMillis(40);
    private static final Duration LONG = Duration.ofMinutes(2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bin/bash",
                "sh",
                "bash -l",
                "service nginx start",
                "/usr/sbin/nginx",
                "sh -c catalina.sh start &",
                "/bin/sh -c service mysql start"
            })
    void saysThatNothingRanInTheForeground(String line) {
        String[] words = line.split(" ", 3);

        ExitReason reason = ended(List.of(words), false, 0, AT_ONCE);

        assertThat(reason).isEqualTo(new ExitReason("exit.no-foreground-process", List.of(line)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls -l", "sh script.sh", "sh -c true", "sh -c sleep 1 &&", "true"})
    void saysThatAllWentWellWhereWorkWasDone(String line) {
        assertThat(ended(List.of(line.split(" ", 3)), false, 0, AT_ONCE).key()).isEqualTo("exit.ok");
    }

    @Test
    void knowsThatAShellWithInputWasLeft() {
        assertThat(ended(List.of("bash"), true, 0, AT_ONCE).key()).isEqualTo("exit.ok");
        assertThat(ended(List.of("bash"), false, 0, LONG).key()).isEqualTo("exit.ok");
    }

    @Test
    void readsCodes() {
        assertThat(ended(List.of("/x"), false, 127, AT_ONCE))
                .isEqualTo(new ExitReason("exit.command-not-found", List.of("/x")));
        assertThat(ended(List.of("/x"), false, 126, AT_ONCE))
                .isEqualTo(new ExitReason("exit.not-executable", List.of("/x")));
        assertThat(ended(List.of("/x"), false, 143, LONG))
                .isEqualTo(new ExitReason("exit.signal", List.of("SIGTERM", "143")));
        assertThat(ended(List.of("/x"), false, 3, LONG)).isEqualTo(new ExitReason("exit.error", List.of("3")));
        assertThat(ended(List.of("/x"), false, 255, LONG)).isEqualTo(new ExitReason("exit.error", List.of("255")));
    }

    @Test
    void putsLackOfMemoryFirst() {
        var request = new ContainerRequest(
                null,
                "i",
                null,
                null,
                List.of(),
                null,
                null,
                null,
                false,
                false,
                false,
                Map.of(),
                null,
                null,
                Samples.host(RestartPolicy.NEVER, 1 << 20));
        var status = new Status(ContainerState.EXITED, 0, 137, true, "", Samples.STARTED, Samples.STARTED, 0);

        assertThat(ExitExplanation.of(Samples.container(request, List.of("java"), status)))
                .isEqualTo(new ExitReason("exit.oom", List.of("1048576")));
    }

    @Test
    void explainsWhatNeverStarted() {
        assertThat(created(0, "").key()).isEqualTo("exit.never-started");
        assertThat(created(127, "executable file `x` not found"))
                .isEqualTo(new ExitReason("exit.command-not-found", List.of("x")));
        assertThat(created(126, "exec: permission denied").key()).isEqualTo("exit.not-executable");
        assertThat(created(128, "port is taken"))
                .isEqualTo(new ExitReason("exit.not-started", List.of("port is taken")));
    }

    @Test
    void hasNothingToExplainWhileItRuns() {
        assertThat(ExitExplanation.of(Samples.container(
                                request(false), List.of("x"), Samples.status(ContainerState.PAUSED, 0, LONG)))
                        .key())
                .isEqualTo("exit.running");
    }

    private static ExitReason created(int code, String error) {
        var status = new Status(ContainerState.CREATED, 0, code, false, error, null, null, 0);
        return ExitExplanation.of(Samples.container(request(false), List.of("x"), status));
    }

    private static ExitReason ended(List<String> args, boolean stdin, int code, Duration ran) {
        return ExitExplanation.of(
                Samples.container(request(stdin), args, Samples.status(ContainerState.EXITED, code, ran)));
    }

    private static ContainerRequest request(boolean stdin) {
        return Samples.request(null, null, stdin, stdin);
    }
}
