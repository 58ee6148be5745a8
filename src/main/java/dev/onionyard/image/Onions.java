package dev.onionyard.image;

import dev.onionyard.oci.ImageId;

/// Peels images.
public interface Onions {

    /// @throws dev.onionyard.error.NotFoundException if the image is not here
    Onion of(ImageId image);

    /// The image's family: where it derives from and what derives from it, by parent and by shared layers.
    Lineage lineageOf(ImageId image);
}
