package dev.onionyard.archive;

import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerCopies;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.StagedLayer;
import dev.onionyard.oci.DiffId;
import java.io.IOException;
import java.util.List;

/// A layer of an archive that need not be staged, because the store has one with the same diff id.
record PresentLayer(Layer layer, LayerCopies copies) implements StagedLayer {

    @Override
    public DiffId diffId() {
        return layer.diffId();
    }

    /// Asked only if the stored one depends on other parents.
    @Override
    public Layer commit(List<LayerId> parents) throws IOException {
        return copies.onto(layer, parents);
    }

    @Override
    public void close() {}
}
