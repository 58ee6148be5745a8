package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.Container.Status;
import dev.onionyard.container.ContainerNetwork.Wiring;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.error.EngineException;
import dev.onionyard.runtime.Bundle;
import dev.onionyard.runtime.Bundles;
import dev.onionyard.runtime.OciRuntime;
import dev.onionyard.runtime.OciRuntimeSpec;
import dev.onionyard.runtime.Stdio;
import dev.onionyard.snapshot.Snapshot;
import dev.onionyard.snapshot.SnapshotStore;
import dev.onionyard.volume.Volumes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Brings one run of a container about, and clears away after it. The caller holds the container's lock.
@Component
class ContainerRunner {

    private static final int CANNOT_START = 128;
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    private final OciRuntime runtime;
    private final Bundles bundles;
    private final SnapshotStore snapshots;
    private final ContainerNetwork network;
    private final Volumes volumes;
    private final ContainerFiles files;
    private final SpecAssembly specs;
    private final ConfinementPlan confinement;
    private final SharedMemory memory;
    private final WaitingClients clients;
    private final ExitFutures exits;
    private final ContainerTable table;
    private final Clock clock;

    ContainerRunner(
            OciRuntime runtime,
            Bundles bundles,
            SnapshotStore snapshots,
            ContainerNetwork network,
            Volumes volumes,
            ContainerFiles files,
            SpecAssembly specs,
            ConfinementPlan confinement,
            SharedMemory memory,
            WaitingClients clients,
            ExitFutures exits,
            ContainerTable table,
            Clock clock) {
        this.runtime = runtime;
        this.bundles = bundles;
        this.snapshots = snapshots;
        this.network = network;
        this.volumes = volumes;
        this.files = files;
        this.specs = specs;
        this.confinement = confinement;
        this.memory = memory;
        this.clients = clients;
        this.exits = exits;
        this.table = table;
        this.clock = clock;
    }

    Bundle bundle(String id) {
        return bundles.of(id, files.logDirectory(id));
    }

    /// Starts a container that does not run.
    ///
    /// @param restarts how often the restart policy has started it, this time included
    /// @return the container as it runs
    /// @throws EngineException with the reason, which is kept as the container's error too; nothing of the run
    ///     remains
    StoredContainer start(StoredContainer container, int restarts) {
        Bundle bundle = bundle(container.id());
        try {
            Snapshot snapshot = snapshots.mount(container.id());
            Wiring wiring = network.connect(container);
            fillVolumes(container, snapshot.root());
            confinement.prepare(container);
            OciRuntimeSpec spec = specs.of(container, snapshot.root(), wiring.namespace());
            int pid = runtime.create(bundle, spec, stdio(container));
            exits.begin(container.id());
            clients.connectAll(bundle);
            runtime.start(bundle);
            StoredContainer running = container
                    .withNetwork(wiring.ports(), wiring.addresses())
                    .withStoppedOnPurpose(false)
                    .withStatus(new Status(ContainerState.RUNNING, pid, 0, false, "", now(), null, restarts));
            table.update(running);
            return running;
        } catch (RuntimeException e) {
            fail(container, bundle, e);
            throw e;
        }
    }

    /// Removes what a run has left: runtime's state, network, mount.
    void clearAway(String id) {
        runtime.delete(bundle(id));
        network.disconnect(id);
        snapshots.unmount(id);
        memory.unmount(id);
    }

    private static Stdio stdio(StoredContainer container) {
        ContainerRequest request = container.view().request();
        boolean logged = !request.host().settings().logging().driver().equals("none");
        return new Stdio(request.tty(), request.openStdin(), request.stdinOnce(), logged);
    }

    Instant now() {
        // As precise as the database.
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// A volume's first use copies what the image has in its place.
    void fillVolumes(StoredContainer container, Path rootfs) {
        for (MountPoint mount : container.view().mounts()) {
            if (mount.kind() == MountKind.VOLUME) {
                volumes.prepare(mount.name());
                if (mount.options().copy() && volumes.isEmpty(mount.name())) {
                    TreeCopy.folder(rootfs, mount.target(), mount.source());
                }
            }
        }
    }

    private void fail(StoredContainer container, Bundle bundle, RuntimeException reason) {
        // Whoever attached before the start sees its end.
        clients.dismiss(container.id());
        try {
            clearAway(container.id());
        } catch (EngineException e) {
            reason.addSuppressed(e);
        }
        String message = String.valueOf(reason.getMessage());
        int code = exitCode(message);
        Status before = container.view().status();
        ContainerState state =
                before.state() == ContainerState.CREATED ? ContainerState.CREATED : ContainerState.EXITED;
        Instant finished = state == ContainerState.CREATED ? null : now();
        table.update(container
                .withNetwork(PortPlan.of(container), Map.of())
                .withStatus(
                        new Status(state, 0, code, false, message, before.started(), finished, before.restartCount())));
        exits.end(container.id(), code);
    }

    /// The code that a shell would give, as Docker does, from the runtime's sentence.
    static int exitCode(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (!text.contains("exec")) {
            return CANNOT_START;
        }
        if (text.contains("permission denied") || text.contains("is a directory") || text.contains("exec format")) {
            return NOT_EXECUTABLE;
        }
        return text.contains("not found") || text.contains("no such file") ? NOT_FOUND : CANNOT_START;
    }
}
