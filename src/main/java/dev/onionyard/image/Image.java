package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stored image.
///
/// @param layers bottom first, one for each diff id of the configuration
/// @param tags every name that points at it, sorted
/// @param size content bytes of all its layers (Docker's image size)
/// @param origin how it came here
/// @param parent the image it was committed from or built on, if that was here
public record Image(
        ImageId id,
        ImageConfig config,
        List<LayerId> layers,
        List<ImageReference> tags,
        long size,
        Instant stored,
        Origin origin,
        @Nullable ImageId parent) {

    /// The most layers an image may have; Docker's own limit.
    public static final int LAYER_LIMIT = 127;

    /// How an image came here.
    public enum Origin {
        RESTORE,
        IMPORT,
        COMMIT,
        PULL,
        BUILD
    }

    public Image {
        layers = List.copyOf(layers);
        tags = List.copyOf(tags);
    }

    /// The first tag as Docker prints it, or the short id.
    public String displayName() {
        return tags.isEmpty() ? id.shortForm() : tags.getFirst().familiar();
    }
}
