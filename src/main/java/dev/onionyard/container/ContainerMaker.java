package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.Container.Process;
import dev.onionyard.container.Container.Status;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.linux.Host;
import dev.onionyard.network.Networks;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.snapshot.Snapshot;
import dev.onionyard.snapshot.SnapshotStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Makes containers: what each step made is taken back if a later one fails.
@Component
class ContainerMaker {

    private static final String DEFAULT_STOP_SIGNAL = "SIGTERM";
    private static final String OTHER_CONTAINER = "container:";

    private final Images images;
    private final LayerLeases leases;
    private final LayerStore layers;
    private final MountPointLayer mountPoints;
    private final SnapshotStore snapshots;
    private final MountPlan mounts;
    private final VolumesFrom volumesFrom;
    private final ConfinementPlan confinement;
    private final Networks networks;
    private final ContainerTable table;
    private final ContainerFiles files;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final NameMaker names = new NameMaker(random);

    ContainerMaker(
            Images images,
            LayerLeases leases,
            LayerStore layers,
            MountPointLayer mountPoints,
            SnapshotStore snapshots,
            MountPlan mounts,
            VolumesFrom volumesFrom,
            ConfinementPlan confinement,
            Networks networks,
            ContainerTable table,
            ContainerFiles files,
            Clock clock) {
        this.images = images;
        this.leases = leases;
        this.layers = layers;
        this.mountPoints = mountPoints;
        this.snapshots = snapshots;
        this.mounts = mounts;
        this.volumesFrom = volumesFrom;
        this.confinement = confinement;
        this.networks = networks;
        this.table = table;
        this.files = files;
        this.clock = clock;
    }

    StoredContainer make(ContainerRequest request) {
        RequestCheck.check(request);
        requireRoot();
        // Until the row says that the container stands on them, the lease keeps the image's layers.
        try (LayerLeases.Lease lease = leases.open()) {
            return make(request, images.get(request.image()));
        }
    }

    // Said before anything is made: what fails first otherwise is the owner of some file.
    private static void requireRoot() {
        if (!Host.isRoot()) {
            throw new UnavailableException(
                    "cannot create a container: containers need root; start the server as root to run them");
        }
    }

    private StoredContainer make(ContainerRequest request, Image image) {
        ProcessDefaults merged = RequestMerge.merge(image.config().process(), request);
        // Before anything is made: it refuses what has no command.
        RequestMerge.args(merged);
        checkNetwork(request.host().network());
        confinement.check(request.host().settings().namespaces());
        String id = newId();
        String name = reserveName(request, id);
        try {
            return make(id, name, request, image, merged);
        } catch (RuntimeException e) {
            table.releaseName(name, id);
            throw e;
        }
    }

    private StoredContainer make(
            String id, String name, ContainerRequest request, Image image, ProcessDefaults merged) {
        List<MountPoint> inherited = volumesFrom.of(request.host().settings().volumesFrom());
        List<MountPoint> mounted = mounts.carryOut(request.host().mounts(), inherited, merged.volumes());
        try {
            Snapshot snapshot = snapshots.prepare(id, lowers(image.layers()));
            files.create(id);
            StoredContainer container = assemble(id, name, request, image, merged, mounted, snapshot.upper());
            table.insert(container);
            return container;
        } catch (RuntimeException e) {
            snapshots.remove(id);
            files.remove(id);
            mounts.removeAnonymous(
                    mounted.stream().filter(mount -> !inherited.contains(mount)).toList());
            throw e;
        }
    }

    private StoredContainer assemble(
            String id,
            String name,
            ContainerRequest request,
            Image image,
            ProcessDefaults merged,
            List<MountPoint> mounted,
            Path upper) {
        var process = new Process(
                RequestMerge.args(merged),
                merged.env(),
                merged.workingDir().isEmpty() ? "/" : merged.workingDir(),
                merged.user(),
                hostname(request, id),
                merged.stopSignal().isEmpty() ? DEFAULT_STOP_SIGNAL : merged.stopSignal());
        var view = new Container(
                id,
                name,
                image.id(),
                request.image(),
                image.layers(),
                upper,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                request.withLabels(merged.labels()),
                process,
                new Status(ContainerState.CREATED, 0, 0, false, "", null, null, 0),
                PortPlan.of(request.host(), merged),
                mounted,
                Map.of());
        return new StoredContainer(view, merged, false);
    }

    /// Trees of the layers, top first, below them nothing: the image's last layer is the upmost of it.
    private List<Path> lowers(List<LayerId> stack) {
        var trees = new ArrayList<Path>();
        // Docker's own limit counts every tree. An image that uses it up does without the thin one.
        if (stack.size() < SnapshotStore.MAX_LOWERS) {
            mountPoints.on(stack).ifPresent(trees::add);
        }
        stack.reversed().forEach(layer -> trees.add(layers.get(layer).tree()));
        return trees;
    }

    private void checkNetwork(String network) {
        if (network.startsWith(OTHER_CONTAINER)) {
            table.named(network.substring(OTHER_CONTAINER.length()));
        } else if (networks.find(network).isEmpty()) {
            // Not "not found", which clients take for a missing image.
            throw new InvalidInputException("network " + network + " not found");
        }
    }

    private String newId() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private String reserveName(ContainerRequest request, String id) {
        String name = request.name() == null ? names.make(table::isNameTaken) : request.name();
        table.reserveName(name, id);
        return name;
    }

    private String hostname(ContainerRequest request, String id) {
        String network = request.host().network();
        if (ContainerNetwork.isShared(network)) {
            return table.get(network.substring(OTHER_CONTAINER.length()))
                    .view()
                    .process()
                    .hostname();
        }
        if (request.hostname() != null && !request.hostname().isEmpty()) {
            return request.hostname();
        }
        boolean ofHost = request.host().network().equals("host")
                || request.host().settings().namespaces().uts().equals("host");
        return ofHost ? Host.hostname() : id.substring(0, 12);
    }
}
