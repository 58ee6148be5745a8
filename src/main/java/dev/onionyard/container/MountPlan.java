package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.Volumes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Decides what is mounted into a new container: what was asked for, and an anonymous volume for each volume of
/// the image that was not. Creates the volumes.
@Component
class MountPlan {

    private static final Logger log = LoggerFactory.getLogger(MountPlan.class);

    private final Volumes volumes;

    MountPlan(Volumes volumes) {
        this.volumes = volumes;
    }

    /// @param imageVolumes paths in the container
    /// @throws InvalidInputException in Docker's words if a mount cannot be
    List<MountPoint> carryOut(List<MountRequest> asked, Set<String> imageVolumes) {
        var targets = new HashSet<String>();
        asked.forEach(mount -> check(mount, targets));
        var made = new ArrayList<MountPoint>();
        try {
            asked.forEach(mount -> made.add(carryOut(mount)));
            imageVolumes.stream()
                    .sorted()
                    .map(MountPlan::clean)
                    .filter(targets::add)
                    .forEach(target -> made.add(anonymous(target, false)));
            return List.copyOf(made);
        } catch (RuntimeException e) {
            removeAnonymous(made);
            throw e;
        }
    }

    /// Removes the anonymous volumes among these mounts. One that something else uses stays.
    void removeAnonymous(List<MountPoint> mounts) {
        mounts.stream().filter(MountPoint::anonymous).forEach(mount -> {
            try {
                volumes.remove(mount.name());
            } catch (EngineException e) {
                log.warn("Could not remove anonymous volume {}: {}", mount.name(), e.getMessage());
            }
        });
    }

    private MountPoint carryOut(MountRequest mount) {
        String target = clean(mount.target());
        return switch (mount.kind()) {
            case BIND -> new MountPoint(MountKind.BIND, "", Path.of(mount.source()), target, mount.readOnly(), false);
            case TMPFS -> new MountPoint(MountKind.TMPFS, "", Path.of(""), target, mount.readOnly(), false);
            case VOLUME ->
                mount.source().isEmpty()
                        ? anonymous(target, mount.readOnly())
                        : of(volumes.create(mount.source(), Map.of()), target, mount.readOnly(), false);
        };
    }

    private MountPoint anonymous(String target, boolean readOnly) {
        return of(volumes.createAnonymous(Map.of()), target, readOnly, true);
    }

    private static MountPoint of(Volume volume, String target, boolean readOnly, boolean anonymous) {
        return new MountPoint(MountKind.VOLUME, volume.name(), volume.data(), target, readOnly, anonymous);
    }

    private static void check(MountRequest mount, Set<String> targets) {
        String kind = mount.kind().name().toLowerCase(java.util.Locale.ROOT);
        String prefix = "invalid mount config for type \"" + kind + "\": ";
        if (!mount.target().startsWith("/")) {
            throw new InvalidInputException(
                    prefix + "invalid mount path: '" + mount.target() + "' mount path must be absolute");
        }
        String target = clean(mount.target());
        if (target.equals("/")) {
            throw new InvalidInputException(prefix + "invalid specification: destination can't be '/'");
        }
        if (!targets.add(target)) {
            throw new InvalidInputException("Duplicate mount point: " + target);
        }
        if (mount.kind() == MountKind.BIND) {
            checkBind(mount.source(), prefix);
        }
    }

    private static void checkBind(String source, String prefix) {
        if (!source.startsWith("/")) {
            throw new InvalidInputException(
                    prefix + "invalid mount path: '" + source + "' mount path must be absolute");
        }
        if (!Files.exists(Path.of(source))) {
            throw new InvalidInputException(prefix + "bind source path does not exist: " + source);
        }
    }

    private static String clean(String target) {
        return Path.of(target).normalize().toString();
    }
}
