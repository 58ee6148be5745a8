package dev.onionyard.container;

import static java.util.stream.Collectors.toCollection;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.MountForm;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountOptions;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Decides what is mounted into a new container: what was asked for, and an anonymous volume for each volume of
/// the image that was not. Creates the volumes.
@Component
class MountPlan {

    private static final Logger log = LoggerFactory.getLogger(MountPlan.class);

    private static final MountOptions IMAGE_VOLUME = MountOptions.of(MountForm.PLACE, "");

    private final Volumes volumes;

    MountPlan(Volumes volumes) {
        this.volumes = volumes;
    }

    /// @param inherited what `--volumes-from` brings, which what is asked for overrules
    /// @param imageVolumes paths in the container
    /// @throws InvalidInputException in Docker's words if a mount cannot be
    List<MountPoint> carryOut(List<MountRequest> asked, List<MountPoint> inherited, Set<String> imageVolumes) {
        MountCheck.check(asked);
        Set<String> targets =
                asked.stream().map(mount -> MountCheck.clean(mount.target())).collect(toCollection(HashSet::new));
        var made = new ArrayList<MountPoint>();
        inherited.stream().filter(mount -> targets.add(mount.target())).forEach(made::add);
        int own = made.size();
        try {
            asked.forEach(mount -> made.add(carryOut(mount)));
            imageVolumes.stream()
                    .sorted()
                    .map(MountCheck::clean)
                    .filter(targets::add)
                    .forEach(target -> made.add(anonymous(target, false, IMAGE_VOLUME)));
            return List.copyOf(made);
        } catch (RuntimeException e) {
            removeAnonymous(made.subList(own, made.size()));
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
        String target = MountCheck.clean(mount.target());
        MountOptions options = mount.options();
        return switch (mount.kind()) {
            case BIND ->
                new MountPoint(MountKind.BIND, "", bindSource(mount), target, mount.readOnly(), false, options);
            case TMPFS -> new MountPoint(MountKind.TMPFS, "", Path.of(""), target, mount.readOnly(), false, options);
            case VOLUME ->
                mount.source().isEmpty()
                        ? anonymous(target, mount.readOnly(), options)
                        : of(
                                volumes.create(mount.source(), options.labels()),
                                target,
                                mount.readOnly(),
                                false,
                                options);
        };
    }

    /// The folder of the host, made if that was asked for.
    private static Path bindSource(MountRequest mount) {
        Path source = Path.of(mount.source());
        if (mount.options().createSource() && !Files.exists(source)) {
            try {
                Files.createDirectories(source);
            } catch (IOException e) {
                throw new UnavailableException(
                        "error while creating mount source path '" + source + "': " + e.getMessage(), e);
            }
        }
        return source;
    }

    private MountPoint anonymous(String target, boolean readOnly, MountOptions options) {
        return of(volumes.createAnonymous(options.labels()), target, readOnly, true, options);
    }

    private static MountPoint of(
            Volume volume, String target, boolean readOnly, boolean anonymous, MountOptions options) {
        return new MountPoint(MountKind.VOLUME, volume.name(), volume.data(), target, readOnly, anonymous, options);
    }
}
