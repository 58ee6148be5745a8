package dev.onionyard.container;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountForm;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountOptions;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.error.ConflictException;
import dev.onionyard.image.Images;
import dev.onionyard.network.NetworkPlan;
import dev.onionyard.oci.ProcessDefaults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;

/// The containers of this server.
@Service
class StoredContainers implements Containers {

    private final ContainerTable table;
    private final ContainerNetworking networking;
    private final ContainerNetwork wirings;
    private final ContainerRemover remover;
    private final ContainerFiles files;
    private final ContainerPruner pruner;
    private final ContainerUpdater updater;
    private final ContainerStops stops;
    private final ContainerLocks locks;
    private final ContainerEvents events;
    private final Images images;
    private final AuditTrail audit;

    StoredContainers(
            ContainerTable table,
            ContainerNetworking networking,
            ContainerNetwork wirings,
            ContainerRemover remover,
            ContainerFiles files,
            ContainerPruner pruner,
            ContainerUpdater updater,
            ContainerStops stops,
            ContainerLocks locks,
            ContainerEvents events,
            Images images,
            AuditTrail audit) {
        this.table = table;
        this.networking = networking;
        this.wirings = wirings;
        this.remover = remover;
        this.files = files;
        this.pruner = pruner;
        this.updater = updater;
        this.stops = stops;
        this.locks = locks;
        this.events = events;
        this.images = images;
        this.audit = audit;
    }

    @Override
    public Container create(ContainerRequest request) {
        return networking.create(request, NetworkPlan.EMPTY);
    }

    @Override
    public List<String> warnings(ContainerRequest request) {
        return LimitsPlan.warnings(request.host());
    }

    @Override
    public Optional<Container> find(String nameOrId) {
        return table.find(nameOrId).map(StoredContainer::view);
    }

    @Override
    public Container get(String nameOrId) {
        return table.get(nameOrId).view();
    }

    @Override
    public List<Container> all() {
        return table.all().stream().map(StoredContainer::view).toList();
    }

    @Override
    public ProcessDefaults config(String nameOrId) {
        return table.get(nameOrId).config();
    }

    @Override
    public Files files(String nameOrId) {
        String id = table.get(nameOrId).id();
        return new Files(
                files.hosts(id),
                files.hostname(id),
                files.resolvConf(id),
                files.logDirectory(id).resolve("container.log"));
    }

    @Override
    public long changes() {
        return table.changes();
    }

    @Override
    public void rename(String nameOrId, String newName) {
        String name = newName.startsWith("/") ? newName.substring(1) : newName;
        RequestCheck.checkName(name);
        StoredContainer found = table.get(nameOrId);
        audit.record(AuditAct.of("container.rename", found.id(), found.name()), row -> {
            row.before(found.name());
            row.after(name);
            return locks.holding(found.id(), () -> rename(table.get(found.id()), name));
        });
    }

    private StoredContainer rename(StoredContainer container, String name) {
        if (container.name().equals(name)) {
            throw new ConflictException("Renaming a container with the same name as its current name");
        }
        reserve(name, container.id());
        StoredContainer renamed = container.withName(name);
        try {
            table.update(renamed);
        } catch (RuntimeException e) {
            table.releaseName(name, container.id());
            throw e;
        }
        table.releaseName(container.name(), container.id());
        wirings.rename(container.id(), name);
        events.publish(renamed, "rename", Map.of("oldName", "/" + container.name()));
        return renamed;
    }

    private void reserve(String name, String id) {
        try {
            table.reserveName(name, id);
        } catch (ConflictException e) {
            throw new ConflictException("Error when allocating new name: " + e.getMessage(), e);
        }
    }

    @Override
    public void update(String nameOrId, ContainerUpdate update) {
        StoredContainer found = table.get(nameOrId);
        audit.record(AuditAct.of("container.update", found.id(), found.name()), row -> {
            locks.holding(found.id(), () -> updater.update(table.get(found.id()), update));
            return true;
        });
    }

    @Override
    public void remove(String nameOrId, boolean force, boolean withVolumes) {
        StoredContainer found = table.get(nameOrId);
        var act = new AuditAct("container.remove", found.id(), found.name(), force ? "force" : "");
        audit.record(act, row -> {
            if (force) {
                stops.kill(found.id());
            }
            locks.holding(
                    found.id(),
                    () -> table.findById(found.id()).ifPresent(container -> {
                        requireStopped(container);
                        remover.remove(container, withVolumes);
                    }));
            return true;
        });
    }

    @Override
    public Pruned prune(Predicate<Container> chosen) {
        return audit.record(AuditAct.of("container.prune", "", ""), row -> {
            Pruned pruned = pruner.prune(chosen);
            row.after("containers: " + pruned.ids().size() + ", bytes: " + pruned.bytes());
            events.pruned(pruned.bytes());
            return pruned;
        });
    }

    private static void requireStopped(StoredContainer container) {
        if (container.alive()) {
            String state = container.state() == ContainerState.PAUSED ? "paused" : "running";
            throw new ConflictException("cannot remove container \"/" + container.name() + "\": container is " + state
                    + ": stop the container before removing or force remove");
        }
    }

    @Override
    public ContainerRequest defaultsOf(String image) {
        ProcessDefaults process = images.get(image).config().process();
        List<MountRequest> volumes = process.volumes().stream()
                .sorted()
                .map(target ->
                        new MountRequest(MountKind.VOLUME, "", target, false, MountOptions.of(MountForm.PLACE, "")))
                .toList();
        return new ContainerRequest(
                null,
                image,
                process.entrypoint(),
                process.cmd(),
                process.env(),
                process.workingDir(),
                process.user(),
                null,
                false,
                false,
                false,
                process.labels(),
                process.stopSignal(),
                null,
                hostDefaults(volumes, PortPlan.exposed(process)));
    }

    private static HostOptions hostDefaults(List<MountRequest> mounts, List<PortBinding> ports) {
        HostOptions plain = HostOptions.DEFAULT;
        return new HostOptions(
                plain.network(),
                ports,
                plain.publishAllPorts(),
                mounts,
                plain.readOnlyRoot(),
                plain.memoryBytes(),
                plain.nanoCpus(),
                plain.pidsLimit(),
                plain.restartPolicy(),
                plain.autoRemove(),
                plain.privileged(),
                plain.init(),
                plain.capAdd(),
                plain.capDrop(),
                plain.extraHosts(),
                plain.dns());
    }
}
