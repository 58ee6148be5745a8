package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asked upwards: who uses images? Implemented by the `container` module, so that `image` does not know containers.
public interface ImageUsage {

    /// Names of the containers made from this image, running ones first.
    List<String> containersOf(ImageId image);

    /// Number of containers by image, for images that have any.
    Map<ImageId, Integer> containerCounts();

    /// Layers that containers stand on, whether their image still exists or not.
    Set<LayerId> layersInUse();
}
