package dev.onionyard.image;

import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/// Asked upwards: brings an image that is not here, or a newer one of the same name. Implemented by the module that
/// pulls; builds ask for their base images.
public interface ImageSource {

    /// Pulls `name`, unless the registry has the same as what is here.
    ///
    /// @param platform null for this machine's
    /// @throws dev.onionyard.error.NotFoundException in Docker's words if the registry has no such image
    /// @throws dev.onionyard.error.UnavailableException if the registry cannot be reached
    Image bring(ImageReference name, @Nullable Platform platform, ProgressListener progress);
}
