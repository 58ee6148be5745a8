package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Asks [ImageUsage] where there is one. It is looked up at each question, because the module that answers
/// stands above this one and needs it.
@Component
class ContainerUsage {

    private final ObjectProvider<ImageUsage> usage;

    ContainerUsage(ObjectProvider<ImageUsage> usage) {
        this.usage = usage;
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
        ImageUsage known = usage.getIfAvailable();
        return known == null ? Set.of() : known.layersInUse();
    }
}
