package dev.onionyard.build;

import dev.onionyard.distribution.ImageTransfers;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.Credential;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the images that stages stand on and copy from; those that are not here are pulled.
@Component
class BaseImages {

    private final Images images;
    private final ImageTransfers transfers;

    BaseImages(Images images, ImageTransfers transfers) {
        this.images = images;
        this.transfers = transfers;
    }

    /// @param platform the one asked for, or null for any that is here
    /// @param pull ask the registry even if the image is here
    /// @param credentials by the host of the registry
    /// @throws dev.onionyard.error.EngineException what a pull throws, if it is not here and cannot be had
    Image get(
            String name,
            @Nullable Platform platform,
            boolean pull,
            Map<String, Credential> credentials,
            ProgressListener progress) {
        Optional<Image> here = images.find(name);
        boolean fits = here.isPresent() && (platform == null || platform.accepts(platformOf(here.get())));
        if (fits && !pull) {
            return here.get();
        }
        try {
            ImageReference reference = ImageReference.parse(name).withDefaultTag();
            var request = new ImageTransfers.PullRequest(reference, platform, credentials.get(reference.domain()));
            return transfers.pull(request, progress).image();
        } catch (IOException e) {
            throw new UnavailableException("cannot pull \"" + name + "\": " + e.getMessage(), e);
        }
    }

    private static Platform platformOf(Image image) {
        return image.config().content().platform();
    }
}
