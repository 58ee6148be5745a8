package dev.onionyard.image;

import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Which registries are known to have an image: those it was pulled from or pushed to. Docker's `RepoDigests`.
/// Forgotten with the image, and when the image loses its last tag in that repository.
public interface ImageOrigins {

    /// An image in a registry.
    ///
    /// @param reference repository and manifest digest, without tag
    /// @param tag that was pulled or pushed, or empty if it was pulled by digest
    /// @param seen when
    record Origin(ImageReference reference, String tag, Instant seen) {

        /// The name that may mean another image by now; without tag it is the digest.
        public ImageReference name() {
            return tag.isEmpty() ? reference : reference.withTag(tag);
        }
    }

    /// Remembers that a registry has the image now.
    ///
    /// @param name with the tag or digest it was asked for by
    /// @param manifest digest of the manifest or index that the name led to
    void remember(ImageId image, ImageReference name, Digest manifest);

    /// The newest first.
    List<Origin> of(ImageId image);

    /// Those of all images that have any.
    Map<ImageId, List<Origin>> all();
}
