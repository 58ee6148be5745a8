package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is kept of an image beside its configuration: which stored layers its diff ids are, and where it came
/// from.
///
/// @param layers bottom first
record ImageRecord(
        ImageId id,
        List<LayerId> layers,
        Instant stored,
        Image.Origin origin,
        @Nullable ImageId parent) {

    ImageRecord {
        layers = List.copyOf(layers);
    }
}
