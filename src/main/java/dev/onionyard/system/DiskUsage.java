package dev.onionyard.system;

import dev.onionyard.container.Container;
import dev.onionyard.container.Containers;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.oci.ImageId;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.Volumes;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// What images, containers and volumes take on disk. Reads the trees of containers and volumes, which takes time when
/// they are large: not for the first byte of a page.
@Component
public class DiskUsage {

    private final Images images;
    private final LayerStore layers;
    private final Containers containers;
    private final Volumes volumes;

    DiskUsage(Images images, LayerStore layers, Containers containers, Volumes volumes) {
        this.images = images;
        this.layers = layers;
        this.containers = containers;
        this.volumes = volumes;
    }

    /// Each layer counts once, however many images share it. Reclaimable are the distinct layers that no container's
    /// image needs.
    ///
    /// @return `active` are the images that containers use
    public Usage images() {
        List<Container> users = containers.all();
        Set<ImageId> used = users.stream().map(Container::image).collect(Collectors.toSet());
        Set<LayerId> needed = new HashSet<>();
        users.forEach(container -> needed.addAll(container.layers()));
        List<Image> all = images.all();
        List<Layer> stored = layers.all();
        return new Usage(
                all.size(),
                (int) all.stream().filter(image -> used.contains(image.id())).count(),
                stored.stream().mapToLong(Layer::storedBytes).sum(),
                stored.stream()
                        .filter(layer -> !needed.contains(layer.id()))
                        .mapToLong(Layer::storedBytes)
                        .sum());
    }

    /// The writable layers.
    ///
    /// @return `active` are the containers that run; the others' bytes are reclaimable
    public Usage containers() {
        List<Container> all = containers.all();
        long bytes = 0;
        long reclaimable = 0;
        int active = 0;
        for (Container container : all) {
            long size = size(container.upper());
            boolean alive = container.status().state().alive();
            bytes += size;
            active += alive ? 1 : 0;
            reclaimable += alive ? 0 : size;
        }
        return new Usage(all.size(), active, bytes, reclaimable);
    }

    /// @return `active` are the volumes that a container has, running or not
    public Usage volumes() {
        Set<String> used = containers.all().stream()
                .flatMap(container -> container.mounts().stream())
                .map(Container.MountPoint::name)
                .collect(Collectors.toSet());
        long bytes = 0;
        long reclaimable = 0;
        int active = 0;
        List<Volume> all = volumes.all();
        for (Volume volume : all) {
            long size = size(volume.data());
            boolean inUse = used.contains(volume.name());
            bytes += size;
            active += inUse ? 1 : 0;
            reclaimable += inUse ? 0 : size;
        }
        return new Usage(all.size(), active, bytes, reclaimable);
    }

    /// What was removed meanwhile takes nothing.
    private static long size(Path tree) {
        try {
            return FileTrees.bytesOnDisk(tree);
        } catch (NotFoundException e) {
            return 0;
        }
    }
}
