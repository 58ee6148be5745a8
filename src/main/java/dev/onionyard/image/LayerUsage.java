package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import java.util.Set;

/// Asked upwards: what else, beside images and containers, needs layers? Implemented by the build cache. Layers that
/// any implementation names are not removed.
public interface LayerUsage {

    Set<LayerId> layersInUse();
}
