package dev.onionyard.container;

import dev.onionyard.container.ContainerTerminals.ExecRequest;
import dev.onionyard.container.HealthChecks.Probe;
import dev.onionyard.error.EngineException;
import dev.onionyard.oci.HealthCheck;
import dev.onionyard.runtime.ExecSession;
import dev.onionyard.runtime.OciProcess;
import dev.onionyard.runtime.ProcessOutput;
import dev.onionyard.runtime.RuntimeSessions;
import dev.onionyard.snapshot.SnapshotStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/// Runs one health check in a container and waits for it.
@Component
class HealthProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OUTPUT_LIMIT = 4096;
    private static final int FAILED = -1;

    private final ContainerRunner runner;
    private final RuntimeSessions sessions;
    private final SpecAssembly specs;
    private final SnapshotStore snapshots;
    private final Clock clock;

    HealthProbe(
            ContainerRunner runner,
            RuntimeSessions sessions,
            SpecAssembly specs,
            SnapshotStore snapshots,
            Clock clock) {
        this.runner = runner;
        this.sessions = sessions;
        this.specs = specs;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    Probe run(StoredContainer container, HealthCheck check) {
        Instant started = clock.instant();
        var output = new Output();
        try {
            var request = new ExecRequest(args(container, check), false, false, List.of(), null, null, false);
            OciProcess process =
                    specs.process(container, snapshots.get(container.id()).root(), request, null);
            ExecSession session = sessions.exec(runner.bundle(container.id()), process, output);
            return await(session, started, check.timeout().isZero() ? TIMEOUT : check.timeout(), output);
        } catch (EngineException e) {
            return new Probe(started, clock.instant(), FAILED, String.valueOf(e.getMessage()));
        }
    }

    private Probe await(ExecSession session, Instant started, Duration timeout, Output output) {
        try {
            int code = session.exit().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Probe(started, clock.instant(), code, output.text());
        } catch (TimeoutException e) {
            session.close();
            String reason = "Health check exceeded timeout (" + seconds(timeout) + "): " + output.text();
            return new Probe(started, clock.instant(), FAILED, reason);
        } catch (ExecutionException e) {
            throw new IllegalStateException("exits do not fail", e);
        } catch (InterruptedException e) {
            // The server ends; the container goes on.
            session.close();
            Thread.currentThread().interrupt();
            return new Probe(started, clock.instant(), FAILED, "interrupted");
        }
    }

    private static String seconds(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + "s" : timeout.toMillis() + "ms";
    }

    private static List<String> args(StoredContainer container, HealthCheck check) {
        List<String> words = check.test().subList(1, check.test().size());
        if (!check.test().getFirst().equals("CMD-SHELL")) {
            return words;
        }
        List<String> shell = container.config().shell();
        var args = new ArrayList<>(shell.isEmpty() ? List.of("/bin/sh", "-c") : shell);
        args.addAll(words);
        return args;
    }

    /// Both streams, up to the limit.
    private static final class Output implements ProcessOutput {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void stdout(byte[] more, int length) {
            bytes.write(more, 0, Math.min(length, OUTPUT_LIMIT - bytes.size()));
        }

        @Override
        public void stderr(byte[] more, int length) {
            stdout(more, length);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
