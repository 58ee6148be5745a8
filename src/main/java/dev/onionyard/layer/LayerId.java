package dev.onionyard.layer;

import dev.onionyard.oci.Digest;

/// Names one stored layer.
///
/// Almost every layer stands alone and is named by its diff id, so it is stored once whatever lies below it. A layer
/// whose tree on disk depends on its parents (it names no header for a folder that a lower layer has, or hard-links a
/// file of a lower layer) is named by its chain id instead.
public record LayerId(Digest digest) {

    public static LayerId parse(String text) {
        return new LayerId(Digest.parse(text));
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
