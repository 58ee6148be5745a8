package dev.onionyard.system;

import dev.onionyard.container.Container;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.oci.ImageId;
import dev.onionyard.volume.Volume;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Sizes as Docker counts them: the length of files, not the blocks they take on disk ([DiskUsage] has those).
@Component
public class ContentSizes {

    private final Images images;
    private final LayerStore layers;

    ContentSizes(Images images, LayerStore layers) {
        this.images = images;
        this.layers = layers;
    }

    /// All stored layers, each once.
    public long layers() {
        return layers.all().stream().mapToLong(Layer::contentBytes).sum();
    }

    /// Of each image, the bytes of the layers that another image has too.
    public Map<ImageId, Long> shared() {
        List<Image> all = images.all();
        Map<LayerId, Long> sizes = sizes();
        Map<LayerId, Long> users = all.stream()
                .flatMap(image -> new HashSet<>(image.layers()).stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Map<ImageId, Long> shared = new HashMap<>();
        for (Image image : all) {
            shared.put(
                    image.id(),
                    image.layers().stream()
                            .filter(layer -> users.getOrDefault(layer, 0L) > 1)
                            .mapToLong(layer -> sizes.getOrDefault(layer, 0L))
                            .sum());
        }
        return shared;
    }

    /// What a container has written.
    public long written(Container container) {
        return content(container.upper());
    }

    /// The image that a container stands on.
    public long below(Container container) {
        Map<LayerId, Long> sizes = sizes();
        return container.layers().stream()
                .mapToLong(layer -> sizes.getOrDefault(layer, 0L))
                .sum();
    }

    /// The extracted trees of the layers that a container stands on, the uppermost first.
    public List<Path> treesBelow(Container container) {
        return container.layers().reversed().stream()
                .map(layers::get)
                .map(Layer::tree)
                .toList();
    }

    public long of(Volume volume) {
        return content(volume.data());
    }

    private Map<LayerId, Long> sizes() {
        return layers.all().stream().collect(Collectors.toMap(Layer::id, Layer::contentBytes));
    }

    /// What was removed meanwhile has nothing.
    private static long content(Path tree) {
        try {
            return FileTrees.contentBytes(tree);
        } catch (NotFoundException e) {
            return 0;
        }
    }
}
