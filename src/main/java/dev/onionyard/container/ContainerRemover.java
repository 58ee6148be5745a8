package dev.onionyard.container;

import dev.onionyard.snapshot.SnapshotStore;
import org.springframework.stereotype.Component;

/// Removes containers that do not run, with all that belongs to them. The caller holds the container's lock.
@Component
class ContainerRemover {

    private final ContainerTable table;
    private final SnapshotStore snapshots;
    private final ContainerNetwork network;
    private final ContainerFiles files;
    private final MountPlan mounts;
    private final WaitingClients clients;
    private final ContainerEvents events;

    ContainerRemover(
            ContainerTable table,
            SnapshotStore snapshots,
            ContainerNetwork network,
            ContainerFiles files,
            MountPlan mounts,
            WaitingClients clients,
            ContainerEvents events) {
        this.table = table;
        this.snapshots = snapshots;
        this.network = network;
        this.files = files;
        this.mounts = mounts;
        this.clients = clients;
        this.events = events;
    }

    /// The row goes after the tree: what a crash leaves in between can be removed once more. It goes before the
    /// volumes, which are in use until then.
    void remove(StoredContainer container, boolean withVolumes) {
        String id = container.id();
        network.forget(id);
        snapshots.remove(id);
        files.remove(id);
        table.delete(container);
        if (withVolumes) {
            mounts.removeAnonymous(container.view().mounts());
        }
        clients.dismiss(id);
        events.publish(container, "destroy");
    }
}
