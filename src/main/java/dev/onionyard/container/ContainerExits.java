package dev.onionyard.container;

import dev.onionyard.container.Container.Status;
import dev.onionyard.error.EngineException;
import dev.onionyard.event.Initiator;
import dev.onionyard.runtime.Bundle;
import dev.onionyard.runtime.Bundles;
import dev.onionyard.runtime.OciRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Deals with the end of a run, whoever caused it: clears away, keeps code and time, tells those who wait, and
/// does what the restart policy or auto-remove asks for.
@Component
class ContainerExits implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(ContainerExits.class);

    private final ContainerRunner runner;
    private final ContainerRemover remover;
    private final OciRuntime runtime;
    private final Bundles bundles;
    private final ContainerTable table;
    private final ContainerLocks locks;
    private final ExitFutures exits;
    private final ContainerEvents events;
    private final Map<String, Duration> lastWaits = new ConcurrentHashMap<>();
    private final ScheduledExecutorService restarts = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("restart-", 0).factory());

    ContainerExits(
            ContainerRunner runner,
            ContainerRemover remover,
            OciRuntime runtime,
            Bundles bundles,
            ContainerTable table,
            ContainerLocks locks,
            ExitFutures exits,
            ContainerEvents events) {
        this.runner = runner;
        this.remover = remover;
        this.runtime = runtime;
        this.bundles = bundles;
        this.table = table;
        this.locks = locks;
        this.exits = exits;
        this.events = events;
    }

    /// A container has ended. May be told twice.
    void ended(String id, int code) {
        locks.holding(
                id,
                () -> table.findById(id)
                        .filter(StoredContainer::alive)
                        .ifPresent(container -> settle(container, code)));
    }

    /// Somebody started the container by hand: the restart policy begins anew.
    void forgetRestarts(String id) {
        lastWaits.remove(id);
    }

    /// Starts a container that the restart policy wants to run when the server starts, without a wait.
    void restartNow(String id) {
        locks.holding(
                id,
                () -> table.findById(id)
                        .filter(container -> !container.alive())
                        .ifPresent(container -> table.update(container.withState(ContainerState.RESTARTING))));
        restartAfter(id, Duration.ZERO);
    }

    /// The server is about to stop: what ends from now on is started again by its next start.
    void restartNoMore() {
        restarts.shutdownNow();
    }

    /// Starts a container again after a wait, unless somebody stops or removes it before.
    private void restartAfter(String id, Duration wait) {
        if (restarts.isShutdown()) {
            return;
        }
        lastWaits.put(id, wait);
        restarts.schedule(() -> Initiator.SYSTEM.run(() -> restart(id)), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void settle(StoredContainer container, int code) {
        String id = container.id();
        Bundle bundle = runner.bundle(id);
        boolean outOfMemory = runtime.ranOutOfMemory(bundle);
        clearAway(id);
        Instant finished = runner.now();
        Status status = container.view().status();
        boolean again = !container.stoppedOnPurpose()
                && RestartBackOff.applies(container.host().restartPolicy(), code, status.restartCount());
        StoredContainer ended = container
                .withNetwork(PortPlan.of(container), Map.of())
                .withStatus(new Status(
                        again ? ContainerState.RESTARTING : ContainerState.EXITED,
                        0,
                        code,
                        outOfMemory,
                        "",
                        status.started(),
                        finished,
                        status.restartCount()));
        table.update(ended);
        bundles.log(bundle).wakeFollowers();
        publish(ended, ran(status, finished));
        if (again) {
            restartAfter(id, RestartBackOff.next(lastWaits.getOrDefault(id, Duration.ZERO), ran(status, finished)));
        } else if (ended.host().autoRemove()) {
            remover.remove(ended, true);
        }
        exits.end(id, code);
    }

    /// What cannot be cleared away now is swept at the next start; the end of the run is a fact all the same.
    private void clearAway(String id) {
        try {
            runner.clearAway(id);
        } catch (EngineException e) {
            log.warn("Could not clear away everything of container {}: {}", id, e.getMessage());
        }
    }

    private void publish(StoredContainer ended, Duration ran) {
        Status status = ended.view().status();
        if (status.oomKilled()) {
            events.publish(ended, "oom");
        }
        events.ended(
                ended,
                Map.of(
                        "exitCode",
                        Integer.toString(status.exitCode()),
                        "execDuration",
                        Long.toString(ran.toSeconds())));
    }

    private void restart(String id) {
        locks.holding(
                id,
                () -> table.findById(id)
                        .filter(container -> container.state() == ContainerState.RESTARTING)
                        .ifPresent(this::restart));
    }

    private void restart(StoredContainer container) {
        try {
            StoredContainer running =
                    runner.start(container, container.view().status().restartCount() + 1);
            events.started(running);
        } catch (EngineException e) {
            log.warn("Could not start container {} again: {}", container.name(), e.getMessage());
        }
    }

    private static Duration ran(Status status, Instant finished) {
        Instant started = status.started();
        return started == null ? Duration.ZERO : Duration.between(started, finished);
    }

    @Override
    public void destroy() {
        restarts.shutdownNow();
    }
}
