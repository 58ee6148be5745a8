package dev.onionyard.container;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.runtime.OciRuntime;
import dev.onionyard.runtime.Signals;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Ends containers on purpose. Signals are sent under the container's lock, but nobody waits for the end under
/// it.
@Component
class ContainerStops {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private final OciRuntime runtime;
    private final ContainerRunner runner;
    private final ContainerTable table;
    private final ContainerLocks locks;
    private final ExitFutures exits;
    private final ContainerEvents events;

    ContainerStops(
            OciRuntime runtime,
            ContainerRunner runner,
            ContainerTable table,
            ContainerLocks locks,
            ExitFutures exits,
            ContainerEvents events) {
        this.runtime = runtime;
        this.runner = runner;
        this.table = table;
        this.locks = locks;
        this.exits = exits;
        this.events = events;
    }

    /// Sends the stop signal, then SIGKILL after the timeout; returns when the container has ended and all is
    /// cleared away. Does nothing if it does not run.
    ///
    /// @return whether it ran
    boolean stop(String id, @Nullable Duration timeout) {
        Optional<StoredContainer> signalled = signal(id, 0);
        if (signalled.isEmpty()) {
            return false;
        }
        Duration patience = timeout != null ? timeout : ownTimeout(signalled.get());
        if (!awaitEnd(id, patience)) {
            kill(id);
        }
        return true;
    }

    /// Sends SIGKILL and waits. Does nothing if the container does not run.
    void kill(String id) {
        if (signal(id, Signals.KILL).isPresent() && !awaitEnd(id, AFTER_KILL)) {
            throw new UnavailableException("cannot kill container \"" + id.substring(0, 12)
                    + "\": tried to kill container, but did not receive an exit event");
        }
    }

    /// Marks the container as stopped on purpose and sends a signal.
    ///
    /// @param signal 0 for the container's stop signal
    /// @return the container if it ran
    private Optional<StoredContainer> signal(String id, int signal) {
        return locks.holding(id, () -> {
            Optional<StoredContainer> found = table.findById(id);
            found.filter(container -> container.state() == ContainerState.RESTARTING)
                    .ifPresent(this::giveUpRestart);
            Optional<StoredContainer> running = found.filter(StoredContainer::alive);
            running.ifPresent(container -> {
                int number =
                        signal == 0 ? Signals.parse(container.view().process().stopSignal()) : signal;
                send(container, number, true);
            });
            return running;
        });
    }

    /// Sends a signal to a container that runs. The caller holds its lock.
    void send(StoredContainer container, int signal, boolean onPurpose) {
        // A frozen process does not see a signal.
        boolean thaw = onPurpose && container.state() == ContainerState.PAUSED;
        if (onPurpose) {
            StoredContainer ending = container.withStoppedOnPurpose(true);
            table.update(thaw ? ending.withState(ContainerState.RUNNING) : ending);
        }
        runtime.kill(runner.bundle(container.id()), signal);
        if (thaw) {
            runtime.resume(runner.bundle(container.id()));
        }
        events.publish(container, "kill", Map.of("signal", Integer.toString(signal)));
    }

    private void giveUpRestart(StoredContainer container) {
        table.update(container.withStoppedOnPurpose(true).withState(ContainerState.EXITED));
    }

    private boolean awaitEnd(String id, Duration patience) {
        Optional<CompletableFuture<Integer>> end = exits.find(id);
        if (end.isEmpty()) {
            return true;
        }
        try {
            if (patience.isNegative()) {
                end.get().get();
            } else {
                end.get().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("exits do not fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("cannot stop container \"" + id.substring(0, 12) + "\": interrupted", e);
        }
    }

    private static Duration ownTimeout(StoredContainer container) {
        Duration own = container.view().request().stopTimeout();
        return own == null ? DEFAULT_TIMEOUT : own;
    }
}
