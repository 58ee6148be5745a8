package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Says that containers use what a test says they use.
class ListedUsage implements ImageUsage {

    final Map<ImageId, List<String>> containers = new LinkedHashMap<>();
    final Set<LayerId> layers = new HashSet<>();

    @Override
    public List<String> containersOf(ImageId image) {
        return containers.getOrDefault(image, List.of());
    }

    @Override
    public Map<ImageId, Integer> containerCounts() {
        return containers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().size()));
    }

    @Override
    public Set<LayerId> layersInUse() {
        return Set.copyOf(layers);
    }

    void clear() {
        containers.clear();
        layers.clear();
    }
}
