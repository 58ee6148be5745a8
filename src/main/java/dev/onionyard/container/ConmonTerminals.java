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
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/// Enters containers through their conmons.
@Service
class ConmonTerminals implements ContainerTerminals {

    private static final int EXEC_ID_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
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
    public String prepareExec(String nameOrId, ExecRequest request) {
        if (request.args().isEmpty()) {
            throw new InvalidInputException("No exec command specified");
        }
        StoredContainer container = table.get(nameOrId);
        requireRunning(container);
        var bytes = new byte[EXEC_ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        events.publish(container, "exec_create: " + line(request), Map.of("execID", id));
        return id;
    }

    @Override
    public Connection exec(String nameOrId, String execId, ExecRequest request, Output output) {
        StoredContainer found = table.get(nameOrId);
        var act = new AuditAct(
                "container.exec", found.id(), found.name(), line(request).strip());
        return audit.record(act, () -> {
            StoredContainer container = table.get(found.id());
            requireRunning(container);
            OciProcess process =
                    specs.process(container, snapshots.get(container.id()).root(), request, request.user());
            // No lock: whoever stops the container meanwhile ends this process with it.
            ExecSession session = sessions.exec(runner.bundle(container.id()), process, WaitingClients.adapt(output));
            if (!request.stdin()) {
                endInput(session);
            }
            events.publish(container, "exec_start: " + line(request), Map.of("execID", execId));
            var unused = session.exit().thenAccept(code -> execEnded(container, execId, code));
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

    private void execEnded(StoredContainer container, String execId, int code) {
        // It may have another name by now.
        StoredContainer now = table.findById(container.id()).orElse(container);
        events.publish(now, "exec_die", Map.of("execID", execId, "exitCode", Integer.toString(code)));
    }

    /// As in dockerd's events: a program without arguments has a space behind it.
    private static String line(ExecRequest request) {
        List<String> args = request.args();
        return args.getFirst() + " " + String.join(" ", args.subList(1, args.size()));
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
            return new AnnouncedConnection(connection, (rows, columns) -> resized(found, rows, columns));
        });
    }

    private void resized(StoredContainer container, int rows, int columns) {
        events.publish(
                container, "resize", Map.of("height", Integer.toString(rows), "width", Integer.toString(columns)));
    }

    private static void requireRunning(StoredContainer container) {
        RuntimeLifecycle.requireAlive(container);
        if (container.state() == ContainerState.PAUSED) {
            throw new ConflictException(
                    "Container " + container.id() + " is paused, unpause the container before exec");
        }
    }
}
