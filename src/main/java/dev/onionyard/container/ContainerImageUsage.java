package dev.onionyard.container;

import dev.onionyard.image.ImageUsage;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Tells the image module which images and layers containers stand on.
@Component
class ContainerImageUsage implements ImageUsage {

    private final ContainerTable table;

    ContainerImageUsage(ContainerTable table) {
        this.table = table;
    }

    @Override
    public List<String> containersOf(ImageId image) {
        return table.all().stream()
                .filter(container -> container.view().image().equals(image))
                .sorted(Comparator.comparing(container -> !container.alive()))
                .map(StoredContainer::name)
                .toList();
    }

    @Override
    public Map<ImageId, Integer> containerCounts() {
        var counts = new HashMap<ImageId, Integer>();
        table.all().forEach(container -> counts.merge(container.view().image(), 1, Integer::sum));
        return counts;
    }

    @Override
    public Set<LayerId> layersInUse() {
        var layers = new HashSet<LayerId>();
        table.all().forEach(container -> layers.addAll(container.view().layers()));
        return layers;
    }
}
