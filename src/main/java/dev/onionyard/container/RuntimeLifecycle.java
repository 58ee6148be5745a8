package dev.onionyard.container;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.runtime.OciRuntime;
import dev.onionyard.runtime.Signals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Starts and stops containers by the OCI runtime.
@Service
class RuntimeLifecycle implements ContainerLifecycle {

    private final OciRuntime runtime;
    private final ContainerRunner runner;
    private final ContainerStops stops;
    private final ContainerRemover remover;
    private final ContainerExits containerExits;
    private final ContainerTable table;
    private final ContainerLocks locks;
    private final ExitFutures exits;
    private final ContainerEvents events;
    private final AuditTrail audit;

    RuntimeLifecycle(
            OciRuntime runtime,
            ContainerRunner runner,
            ContainerStops stops,
            ContainerRemover remover,
            ContainerExits containerExits,
            ContainerTable table,
            ContainerLocks locks,
            ExitFutures exits,
            ContainerEvents events,
            AuditTrail audit) {
        this.runtime = runtime;
        this.runner = runner;
        this.stops = stops;
        this.remover = remover;
        this.containerExits = containerExits;
        this.table = table;
        this.locks = locks;
        this.exits = exits;
        this.events = events;
        this.audit = audit;
    }

    @Override
    public void start(String nameOrId) {
        audited("container.start", nameOrId, "", this::startUnlessRunning);
    }

    private StoredContainer startUnlessRunning(String id) {
        StoredContainer container = table.get(id);
        return switch (container.state()) {
            case RUNNING -> container;
            case PAUSED -> throw new ConflictException("cannot start a paused container, try unpause instead");
            case CREATED, EXITED, RESTARTING, DEAD -> {
                containerExits.forgetRestarts(id);
                StoredContainer running = startOrRemove(container);
                events.started(running);
                yield running;
            }
        };
    }

    /// A container that removes itself when it ends does so too when it cannot begin: its creator waits for that.
    private StoredContainer startOrRemove(StoredContainer container) {
        try {
            return runner.start(container, 0);
        } catch (RuntimeException e) {
            if (container.host().autoRemove()) {
                remover.remove(container, true);
            }
            throw e;
        }
    }

    @Override
    public void stop(String nameOrId, @Nullable Duration timeout) {
        StoredContainer container = table.get(nameOrId);
        audit.record(AuditAct.of("container.stop", container.id(), container.name()), row -> {
            if (stops.stop(container.id(), timeout)) {
                events.publish(container, "stop");
            }
            return true;
        });
    }

    @Override
    public void kill(String nameOrId, String signal) {
        int number = Signals.parse(signal);
        audited("container.kill", nameOrId, Signals.name(number), id -> {
            StoredContainer container = table.get(id);
            if (!container.alive()) {
                throw new ConflictException(
                        "Cannot kill container: " + nameOrId + ": Container " + id + " is not running");
            }
            int stopSignal = Signals.parse(container.view().process().stopSignal());
            stops.send(container, number, number == Signals.KILL || number == stopSignal);
            return container;
        });
    }

    @Override
    public void restart(String nameOrId, @Nullable Duration timeout) {
        StoredContainer container = table.get(nameOrId);
        String id = container.id();
        audit.record(AuditAct.of("container.restart", id, container.name()), row -> {
            if (stops.stop(id, timeout)) {
                events.publish(container, "stop");
            }
            StoredContainer running = locks.holding(id, () -> startUnlessRunning(id));
            events.publish(running, "restart");
            return true;
        });
    }

    @Override
    public void pause(String nameOrId) {
        audited("container.pause", nameOrId, "", id -> {
            StoredContainer container = table.get(id);
            requireAlive(container);
            if (container.state() == ContainerState.PAUSED) {
                throw new ConflictException("Container " + nameOrId + " is already paused");
            }
            runtime.pause(runner.bundle(id));
            return become(container, ContainerState.PAUSED, "pause");
        });
    }

    @Override
    public void resume(String nameOrId) {
        audited("container.resume", nameOrId, "", id -> {
            StoredContainer container = table.get(id);
            if (container.state() != ContainerState.PAUSED) {
                throw new ConflictException("Container " + id + " is not paused");
            }
            runtime.resume(runner.bundle(id));
            return become(container, ContainerState.RUNNING, "unpause");
        });
    }

    @Override
    public CompletableFuture<Integer> exit(String nameOrId) {
        String id = table.get(nameOrId).id();
        return exits.find(id)
                .orElseGet(() -> CompletableFuture.completedFuture(
                        table.findById(id).map(RuntimeLifecycle::exitCode).orElse(0)));
    }

    @Override
    public ExitReason explainExit(String nameOrId) {
        return ExitExplanation.of(table.get(nameOrId).view());
    }

    private static int exitCode(StoredContainer container) {
        return container.view().status().exitCode();
    }

    private StoredContainer become(StoredContainer container, ContainerState state, String event) {
        StoredContainer changed = container.withState(state);
        table.update(changed);
        events.publish(changed, event);
        return changed;
    }

    static void requireAlive(StoredContainer container) {
        if (!container.alive()) {
            throw new ConflictException("Container " + container.id() + " is not running");
        }
    }

    /// Does the work under the container's lock, with an audit row.
    private void audited(String action, String nameOrId, String detail, Function<String, StoredContainer> work) {
        StoredContainer container = table.get(nameOrId);
        var act = new AuditAct(action, container.id(), container.name(), detail);
        audit.record(act, row -> locks.holding(container.id(), () -> work.apply(container.id())));
    }
}
