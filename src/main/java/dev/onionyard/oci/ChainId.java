package dev.onionyard.oci;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Names a layer together with all layers below it (image-spec config.md, Layer ChainID).
public record ChainId(Digest digest) {

    /// The chain id of a bottom layer is its diff id.
    public static ChainId ofBottom(DiffId bottom) {
        return new ChainId(bottom.digest());
    }

    /// The chain id of `layer` on top of this chain.
    public ChainId append(DiffId layer) {
        return new ChainId(Digest.of((digest + " " + layer).getBytes(StandardCharsets.US_ASCII)));
    }

    /// The chain ids of a stack of layers, bottom first; one for each layer.
    public static List<ChainId> ofStack(List<DiffId> bottomFirst) {
        var chain = new ArrayList<ChainId>(bottomFirst.size());
        for (DiffId layer : bottomFirst) {
            chain.add(chain.isEmpty() ? ofBottom(layer) : chain.getLast().append(layer));
        }
        return List.copyOf(chain);
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
