package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.ExecRequest;
import dev.onionyard.container.ContainerYard.Collected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Containers outlive the server, and their monitors may die before them.
class ContainerSurvivalIT {

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
    void findsEverythingAgainAfterARestart() throws Exception {
        String running = yard.run(ContainerYard.of(
                List.of("sh", "-c", "echo before; read x; echo got $x; exec httpd -f -p 80 -h /etc"),
                "bridge",
                options -> {
                    options.stdin = true;
                    options.ports = List.of(new PortBinding("127.0.0.1", 0, 80, "tcp"));
                    return options;
                }));
        String paused = yard.run(ContainerYard.script("exec sleep 60"));
        yard.lifecycle().pause(paused);
        String ending = yard.run(ContainerYard.of(List.of("sh", "-c", "read x; exit 9"), "none", options -> {
            options.stdin = true;
            return options;
        }));
        Connection last = yard.terminals().attach(ending, new Collected());
        String killed = yard.run(ContainerYard.script("exec sleep 60"));
        ProcessHandle killedMonitor = monitor(killed);
        Container before = yard.containers().get(running);

        // What happens while no server is there: one ends, one loses its monitor.
        yard.application.restart(() -> {
            last.stdin().write('\n');
            killedMonitor.destroyForcibly();
            killedMonitor.onExit().get(20, TimeUnit.SECONDS);
        });

        Container after = yard.containers().get(running);
        assertThat(after).isEqualTo(before);
        assertThat(yard.containers().get(paused).status().state()).isEqualTo(ContainerState.PAUSED);
        ContainerYard.await(
                "the ended one", () -> yard.containers().get(ending).status().exitCode() == 9);
        assertThat(yard.containers().get(ending).status().state()).isEqualTo(ContainerState.EXITED);
        assertThat(yard.containers().get(killed).status().state()).isEqualTo(ContainerState.EXITED);
        assertThat(yard.containers().get(killed).status().exitCode()).isEqualTo(137);

        var output = new Collected();
        try (Connection again = yard.terminals().attach(running, output)) {
            again.stdin().write("typed\n".getBytes(StandardCharsets.UTF_8));
            output.await("got typed");
        }
        assertThat(yard.log(running)).isEqualTo("before\ngot typed\n");
        var inside = new Collected();
        yard.terminals()
                .exec(
                        running,
                        new ExecRequest(
                                List.of("sh", "-c", "echo $GREETING"), false, false, List.of(), null, null, false),
                        inside)
                .exit()
                .get(20, TimeUnit.SECONDS);
        assertThat(inside.stdout()).isEqualTo("hello\n");
        yard.lifecycle().resume(paused);
        yard.lifecycle().stop(running, Duration.ofSeconds(5));
        assertThat(yard.containers().get(running).status().state()).isEqualTo(ContainerState.EXITED);
    }

    @Test
    void noticesThatAMonitorWasKilled() throws Exception {
        String id = yard.run(ContainerYard.script("exec sleep 60"));

        monitor(id).destroyForcibly();

        ContainerYard.await(
                "the container to count as ended",
                () -> yard.containers().get(id).status().state() == ContainerState.EXITED);
        assertThat(yard.containers().get(id).status().exitCode()).isEqualTo(137);
        yard.lifecycle().start(id);
        assertThat(yard.containers().get(id).status().state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void noticesAnExitThatNobodyAskedFor() throws Exception {
        String id = yard.run(ContainerYard.script("exec sleep 60"));
        long pid = yard.containers().get(id).status().pid();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        assertThat(yard.lifecycle().exit(id).get(20, TimeUnit.SECONDS)).isEqualTo(137);
    }

    @Test
    void startsAgainWhatShallAlwaysRun() throws Exception {
        String always = yard.run(ContainerYard.of(List.of("sleep", "60"), "none", options -> {
            options.restart = new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0);
            return options;
        }));
        String unlessStopped = yard.run(ContainerYard.of(List.of("sleep", "60"), "none", options -> {
            options.restart = new RestartPolicy(RestartPolicy.Mode.UNLESS_STOPPED, 0);
            return options;
        }));
        yard.lifecycle().stop(always, Duration.ZERO);
        yard.lifecycle().stop(unlessStopped, Duration.ZERO);

        yard.application.restart(() -> {});

        ContainerYard.await(
                "the container to run again",
                () -> yard.containers().get(always).status().state() == ContainerState.RUNNING);
        assertThat(yard.containers().get(unlessStopped).status().state()).isEqualTo(ContainerState.EXITED);
    }

    @Test
    void endsTheProcessesThatNobodyCanSpeakToAnyMore() throws Exception {
        String id = yard.run(ContainerYard.script("exec sleep 60"));
        var output = new Collected();
        Connection shell = yard.terminals().exec(id, ExecRequest.shell(), output);
        shell.stdin().write("echo up''\n".getBytes(StandardCharsets.UTF_8));
        output.await("up");

        yard.application.restart(() -> {});

        assertThat(shell.exit().get(20, TimeUnit.SECONDS)).isEqualTo(137);
        assertThat(yard.containers().get(id).status().state()).isEqualTo(ContainerState.RUNNING);
    }

    private static ProcessHandle monitor(String id) {
        long pid = yard.containers().get(id).status().pid();
        return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).orElseThrow();
    }
}
