package dev.onionyard.image;

import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a list of images.
///
/// @param total number of images that match, on all pages
public record ImagePage(List<Row> rows, int page, int pageSize, long total) {

    /// One image in a list. Sizes in bytes: `size = uniqueSize + sharedSize`.
    ///
    /// @param uniqueSize content of layers that no other image has
    /// @param sharedSize content of layers that other images have too
    public record Row(
            ImageId id,
            List<ImageReference> tags,
            @Nullable Instant created,
            long size,
            long uniqueSize,
            long sharedSize,
            int layers,
            int containers) {}
}
