package dev.onionyard.container;

import dev.onionyard.container.HostSettings.Namespaces;
import dev.onionyard.error.ConflictException;
import dev.onionyard.runtime.Confinement;
import dev.onionyard.runtime.Confinement.Device;
import dev.onionyard.runtime.Confinement.Namespace;
import dev.onionyard.runtime.OciMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Decides what a container sees of the host and of other containers.
@Component
class ConfinementPlan {

    private static final String OTHER_CONTAINER = "container:";
    private static final String HOST = "host";
    private static final String PRIVATE = "private";
    private static final String SHAREABLE = "shareable";
    private static final String SHM = "/dev/shm";
    private static final String MQUEUE = "/dev/mqueue";

    private final ContainerTable table;
    private final SharedMemory memory;

    ConfinementPlan(ContainerTable table, SharedMemory memory) {
        this.table = table;
        this.memory = memory;
    }

    /// Refuses to share with a container that there is not.
    void check(Namespaces namespaces) {
        for (String mode : List.of(namespaces.ipc(), namespaces.pid())) {
            if (mode.startsWith(OTHER_CONTAINER)) {
                table.named(mode.substring(OTHER_CONTAINER.length()));
            }
        }
    }

    Confinement of(StoredContainer container) {
        HostSettings settings = container.host().settings();
        Namespaces namespaces = settings.namespaces();
        return new Confinement(
                namespace(namespaces.ipc(), "ipc"),
                namespace(namespaces.pid(), "pid"),
                namespace(namespaces.uts(), "uts"),
                cgroup(namespaces.cgroup()),
                settings.devices().stream()
                        .map(device -> new Device(Path.of(device.source()), device.target(), device.permissions()))
                        .toList(),
                settings.deviceRules().stream().map(DeviceRules::parse).toList(),
                SecurityOptions.parse(settings.security().options()).seccomp(),
                settings.security().maskedPaths(),
                settings.security().readOnlyPaths(),
                settings.sysctls(),
                namespaces.ipc().equals("none") ? 0 : shmBytes(settings),
                settings.annotations());
    }

    /// What has to be mounted for the sake of shared memory.
    List<OciMount> mounts(StoredContainer container) {
        String ipc = container.host().settings().namespaces().ipc();
        if (ipc.equals(SHAREABLE)) {
            return List.of(shm(container.id()));
        }
        if (ipc.startsWith(OTHER_CONTAINER)) {
            StoredContainer donor = donor(ipc, "IPC");
            String donorIpc = donor.host().settings().namespaces().ipc();
            return donorIpc.equals(HOST) ? ofHost() : List.of(shm(donor.id()));
        }
        return ipc.equals(HOST) ? ofHost() : List.of();
    }

    /// Mounts what others may join, before the container starts.
    void prepare(StoredContainer container) {
        HostSettings settings = container.host().settings();
        if (settings.namespaces().ipc().equals(SHAREABLE)) {
            Path unused = memory.mount(container.id(), shmBytes(settings));
        }
    }

    private static List<OciMount> ofHost() {
        return Stream.of(SHM, MQUEUE)
                .filter(folder -> Files.exists(Path.of(folder)))
                .map(folder -> OciMount.bind(Path.of(folder), folder, false))
                .toList();
    }

    private OciMount shm(String id) {
        return OciMount.bind(memory.directory(id), SHM, false);
    }

    private static long shmBytes(HostSettings settings) {
        return settings.shmBytes() == 0 ? Confinement.DEFAULT_SHM_BYTES : settings.shmBytes();
    }

    private Namespace namespace(String mode, String kind) {
        if (mode.startsWith(OTHER_CONTAINER)) {
            StoredContainer donor = donor(mode, kind.toUpperCase(Locale.ROOT));
            return new Namespace.Existing(
                    Path.of("/proc/" + donor.view().status().pid() + "/ns/" + kind));
        }
        return mode.equals(HOST) ? new Namespace.Host() : new Namespace.Own();
    }

    private static @Nullable Namespace cgroup(String mode) {
        return switch (mode) {
            case PRIVATE -> new Namespace.Own();
            case HOST -> new Namespace.Host();
            default -> null;
        };
    }

    private StoredContainer donor(String mode, String kind) {
        StoredContainer donor = table.get(mode.substring(OTHER_CONTAINER.length()));
        if (!donor.alive()) {
            throw new ConflictException("cannot join " + kind + " of a non running container: " + donor.id());
        }
        String ipc = donor.host().settings().namespaces().ipc();
        if (kind.equals("IPC") && !ipc.equals(SHAREABLE) && !ipc.equals(HOST)) {
            throw new ConflictException("can't join IPC of container " + donor.id()
                    + ": non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        }
        return donor;
    }
}
