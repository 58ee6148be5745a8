package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.volume.VolumeUsage;
import java.util.List;
import org.springframework.stereotype.Component;

/// Tells the volume module which containers have a volume.
@Component
class ContainerVolumeUsage implements VolumeUsage {

    private final ContainerTable table;

    ContainerVolumeUsage(ContainerTable table) {
        this.table = table;
    }

    @Override
    public List<String> containersUsing(String volumeName) {
        return table.all().stream()
                .filter(container -> container.view().mounts().stream()
                        .anyMatch(mount ->
                                mount.kind() == MountKind.VOLUME && mount.name().equals(volumeName)))
                .map(StoredContainer::name)
                .toList();
    }
}
