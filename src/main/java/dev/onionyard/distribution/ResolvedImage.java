package dev.onionyard.distribution;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Manifest;
import dev.onionyard.oci.Platform;
import java.util.List;

/// What a reference led to in a registry, for one platform, with its documents checked against each other.
///
/// @param top the manifest or index that the reference names
/// @param descriptor of the manifest
/// @param platforms that the top offers
record ResolvedImage(
        ImageReference reference,
        Descriptor top,
        Descriptor descriptor,
        Manifest manifest,
        ImageConfig config,
        List<Platform> platforms) {

    ResolvedImage {
        int blobs = manifest.layers().size();
        int expected = config.diffIds().size();
        if (blobs != expected) {
            throw refused(reference, "its manifest names " + blobs + " layers, and its configuration " + expected);
        }
        if (expected > Image.LAYER_LIMIT) {
            throw refused(reference, "it has " + expected + " layers, and the limit is " + Image.LAYER_LIMIT);
        }
    }

    static InvalidInputException refused(ImageReference reference, String reason) {
        return new InvalidInputException("cannot pull \"" + reference.familiar() + "\": " + reason);
    }
}
