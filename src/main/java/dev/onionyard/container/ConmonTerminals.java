package dev.onionyard.container;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.runtime.ExecSession;
import dev.onionyard.runtime.OciProcess;
import dev.onionyard.runtime.RuntimeSessions;
import dev.onionyard.snapshot.SnapshotStore;
import java.io.IOException;
import java.util.Map;
import org.springframework.stereotype.Service;

/// Enters containers through their conmons.
@Service
class ConmonTerminals implements ContainerTerminals {

    private final ContainerTable table;
    private final ContainerLocks locks;
    private final ContainerRunner runner;
    private final RuntimeSessions sessions;
    private final WaitingClients clients;
    private final SpecAssembly specs;
    private final SnapshotStore snapshots;
    private final ContainerEvents events;
    private final AuditTrail audit;

    ConmonTerminals(
            ContainerTable table,
            ContainerLocks locks,
            ContainerRunner runner,
            RuntimeSessions sessions,
            WaitingClients clients,
            SpecAssembly specs,
            SnapshotStore snapshots,
            ContainerEvents events,
            AuditTrail audit) {
        this.table = table;
        this.locks = locks;
        this.runner = runner;
        this.sessions = sessions;
        this.clients = clients;
        this.specs = specs;
        this.snapshots = snapshots;
        this.events = events;
        this.audit = audit;
    }

    @Override
    public Connection exec(String nameOrId, ExecRequest request, Output output) {
        StoredContainer found = table.get(nameOrId);
        if (request.args().isEmpty()) {
            throw new InvalidInputException("No exec command specified");
        }
        String line = String.join(" ", request.args());
        return audit.record(new AuditAct("container.exec", found.id(), found.name(), line), () -> {
            StoredContainer container = table.get(found.id());
            requireRunning(container);
            OciProcess process =
                    specs.process(container, snapshots.get(container.id()).root(), request, request.user());
            // No lock: whoever stops the container meanwhile ends this process with it.
            ExecSession session = sessions.exec(runner.bundle(container.id()), process, WaitingClients.adapt(output));
            if (!request.stdin()) {
                endInput(session);
            }
            events.publish(container, "exec_start: " + line, Map.of());
            var unused = session.exit()
                    .thenAccept(
                            code -> events.publish(container, "exec_die", Map.of("exitCode", Integer.toString(code))));
            return new ExecConnection(session);
        });
    }

    private static void endInput(ExecSession session) {
        try {
            session.stdin().close();
        } catch (IOException e) {
            // The process has ended: so has its input.
        }
    }

    @Override
    public Connection attach(String nameOrId, Output output) {
        StoredContainer found = table.get(nameOrId);
        return audit.record(AuditAct.of("container.attach", found.id(), found.name()), () -> {
            AttachConnection connection = locks.holding(found.id(), () -> {
                StoredContainer container = table.get(found.id());
                return container.alive()
                        ? clients.connect(runner.bundle(container.id()), output)
                        : clients.add(container.id(), output);
            });
            events.publish(found, "attach");
            return connection;
        });
    }

    private static void requireRunning(StoredContainer container) {
        RuntimeLifecycle.requireAlive(container);
        if (container.state() == ContainerState.PAUSED) {
            throw new ConflictException(
                    "Container " + container.id() + " is paused, unpause the container before exec");
        }
    }
}
