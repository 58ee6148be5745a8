package dev.onionyard.container;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Starts and stops containers. Every method leaves an audit row and publishes Docker's events.
public interface ContainerLifecycle {

    /// @throws dev.onionyard.error.UnavailableException if the runtime cannot start it; the message is the
    ///     runtime's
    void start(String nameOrId);

    /// Sends the stop signal, then SIGKILL after the timeout (null: the container's own, or 10 s). Returns when
    /// it has stopped; does nothing if it does not run.
    void stop(String nameOrId, @Nullable Duration timeout);

    /// @param signal name or number: `KILL`, `SIGHUP`, `9`
    void kill(String nameOrId, String signal);

    void restart(String nameOrId, @Nullable Duration timeout);

    void pause(String nameOrId);

    void resume(String nameOrId);

    /// Completes with the exit code when the container next stops; at once if it does not run.
    CompletableFuture<Integer> exit(String nameOrId);

    /// The exit in words: what code and circumstances mean (seed row S8), as a message key of the dashboard and
    /// its arguments.
    ExitReason explainExit(String nameOrId);

    /// Keys and their arguments, decided from code, command, terminal, input and running time:
    ///
    /// | key | when | arguments |
    /// |---|---|---|
    /// | `exit.running` | it runs | |
    /// | `exit.never-started` | created only | |
    /// | `exit.not-started` | it could not be started | why |
    /// | `exit.ok` | code 0 | |
    /// | `exit.no-foreground-process` | code 0 at once, because nothing ran in its foreground | command line |
    /// | `exit.command-not-found` | code 127 | program |
    /// | `exit.not-executable` | code 126 | program |
    /// | `exit.signal` | ended by a signal | `SIGKILL` and the like, code |
    /// | `exit.oom` | killed for lack of memory | its limit in bytes, 0 for none |
    /// | `exit.error` | any other code | code |
    record ExitReason(String key, java.util.List<String> arguments) {
        public ExitReason {
            arguments = java.util.List.copyOf(arguments);
        }
    }
}
