package dev.onionyard.archive;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image as an archive describes it.
///
/// @param layers paths of its layers within the archive, bottom first, one for each diff id
/// @param parent the image it was made from, if the archive says so
record ArchivedImage(
        ImageConfig config,
        List<String> layers,
        List<ImageReference> tags,
        @Nullable ImageId parent) {

    ArchivedImage {
        layers = List.copyOf(layers);
        tags = List.copyOf(tags);
        int expected = config.diffIds().size();
        if (layers.size() != expected) {
            throw new InvalidInputException(
                    "cannot restore image \"" + config.id().shortForm() + "\": the archive names " + layers.size()
                            + " layers for it, but its configuration has " + expected);
        }
        if (expected > Image.LAYER_LIMIT) {
            throw new InvalidInputException(
                    "cannot restore image \"" + config.id().shortForm() + "\": it has " + expected
                            + " layers, and the limit is " + Image.LAYER_LIMIT);
        }
    }
}
