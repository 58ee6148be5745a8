package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.ArrayList;
import java.util.List;

/// One layer in the stack of an image. Digests as their 64 digits.
@Embeddable
record LayerPlace(
        @Column(name = "layer_id") String layerId,
        @Column(name = "chain_id") String chainId) {

    LayerId id() {
        return new LayerId(new Digest(layerId));
    }

    /// @param layers bottom first, as many as `diffIds`
    static List<LayerPlace> stack(List<LayerId> layers, List<DiffId> diffIds) {
        List<ChainId> chain = ChainId.ofStack(diffIds);
        var places = new ArrayList<LayerPlace>(layers.size());
        for (int i = 0; i < layers.size(); i++) {
            places.add(new LayerPlace(
                    layers.get(i).digest().hex(), chain.get(i).digest().hex()));
        }
        return places;
    }
}
