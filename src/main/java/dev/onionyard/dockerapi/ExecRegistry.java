package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerTerminals.ExecRequest;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.NotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Execs between their `create` and some minutes after their end. They live in memory only, as with dockerd.
@Component
class ExecRegistry {

    private static final Duration KEPT = Duration.ofMinutes(10);

    /// One exec.
    static final class Exec {

        private final String id;
        private final String container;
        private final ExecRequest request;
        private final boolean stdout;
        private final boolean stderr;
        private final String detachKeys;
        private final Clock clock;
        private final AtomicBoolean started = new AtomicBoolean();
        private volatile @Nullable Integer exitCode;
        private volatile Instant touched;
        private volatile int pid;

        private Exec(
                String id,
                String container,
                ExecRequest request,
                boolean stdout,
                boolean stderr,
                String detachKeys,
                Clock clock) {
            this.id = id;
            this.container = container;
            this.request = request;
            this.stdout = stdout;
            this.stderr = stderr;
            this.detachKeys = detachKeys;
            this.clock = clock;
            this.touched = clock.instant();
        }

        String id() {
            return id;
        }

        String container() {
            return container;
        }

        ExecRequest request() {
            return request;
        }

        boolean stdout() {
            return stdout;
        }

        boolean stderr() {
            return stderr;
        }

        String detachKeys() {
            return detachKeys;
        }

        boolean running() {
            return started.get() && exitCode == null;
        }

        @Nullable
        Integer exitCode() {
            return exitCode;
        }

        void markStarted() {
            if (!started.compareAndSet(false, true)) {
                throw new ConflictException("Error: Exec command " + id + " has already run");
            }
        }

        void runsAs(int newPid) {
            pid = newPid;
        }

        /// In the host's numbering, 0 before it starts.
        int pid() {
            return pid;
        }

        void end(int code) {
            exitCode = code;
            touched = clock.instant();
        }

        private boolean expired(Instant now) {
            return !running() && touched.plus(KEPT).isBefore(now);
        }
    }

    private final Map<String, Exec> execs = new ConcurrentHashMap<>();
    private final Clock clock;

    ExecRegistry(Clock clock) {
        this.clock = clock;
    }

    /// @param id from [dev.onionyard.container.ContainerTerminals#prepareExec]
    Exec add(String id, String container, ExecRequest request, boolean stdout, boolean stderr, String detachKeys) {
        Instant now = clock.instant();
        execs.values().removeIf(exec -> exec.expired(now));
        var exec = new Exec(id, container, request, stdout, stderr, detachKeys, clock);
        execs.put(exec.id(), exec);
        return exec;
    }

    /// The ids of processes that run in a container.
    List<String> runningIn(String container) {
        return execs.values().stream()
                .filter(exec -> exec.container().equals(container) && exec.running())
                .map(Exec::id)
                .toList();
    }

    Exec get(String id) {
        Exec exec = execs.get(id);
        if (exec == null) {
            throw new NotFoundException("No such exec instance: " + id);
        }
        return exec;
    }
}
