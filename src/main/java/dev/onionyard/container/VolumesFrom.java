package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.error.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Finds what other containers have mounted, for `--volumes-from`.
@Component
class VolumesFrom {

    private final ContainerTable table;

    VolumesFrom(ContainerTable table) {
        this.table = table;
    }

    /// Their volumes and binds; where two have the same place, the later one's.
    ///
    /// @param specifications `name[:mode]` each
    List<MountPoint> of(List<String> specifications) {
        Map<String, MountPoint> byTarget = new LinkedHashMap<>();
        specifications.stream().flatMap(this::mountsOf).forEach(mount -> byTarget.put(mount.target(), mount));
        return List.copyOf(byTarget.values());
    }

    private Stream<MountPoint> mountsOf(String specification) {
        int colon = specification.indexOf(':');
        String name = colon < 0 ? specification : specification.substring(0, colon);
        String mode = colon < 0 ? "" : specification.substring(colon + 1);
        if (name.isEmpty()) {
            throw new InvalidInputException("empty volumes-from specification");
        }
        boolean readOnly = switch (mode) {
            case "ro" -> true;
            case "", "rw", "z", "Z" -> false;
            default -> throw new InvalidInputException("invalid mode: " + mode);
        };
        return table.named(name).view().mounts().stream()
                .filter(mount -> mount.kind() != MountKind.TMPFS)
                .map(mount -> new MountPoint(
                        mount.kind(),
                        mount.name(),
                        mount.source(),
                        mount.target(),
                        readOnly || mount.readOnly(),
                        mount.anonymous(),
                        mount.options()));
    }
}
