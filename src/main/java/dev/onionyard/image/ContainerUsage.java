package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Asks [ImageUsage] and [LayerUsage] where there are some. They are looked up at each question, because the
/// modules that answer stand above this one and need it.
@Component
class ContainerUsage {

    private final ObjectProvider<ImageUsage> usage;
    private final ObjectProvider<LayerUsage> others;

    ContainerUsage(ObjectProvider<ImageUsage> usage, ObjectProvider<LayerUsage> others) {
        this.usage = usage;
        this.others = others;
    }

    List<String> containersOf(ImageId image) {
        ImageUsage known = usage.getIfAvailable();
        return known == null ? List.of() : known.containersOf(image);
    }

    Map<ImageId, Integer> containerCounts() {
        ImageUsage known = usage.getIfAvailable();
        return known == null ? Map.of() : known.containerCounts();
    }

    Set<LayerId> layersInUse() {
        var layers = new HashSet<LayerId>();
        usage.ifAvailable(known -> layers.addAll(known.layersInUse()));
        others.forEach(other -> layers.addAll(other.layersInUse()));
        return layers;
    }
}
