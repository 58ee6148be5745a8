package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.image.ImageSource;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Finds the images that stages stand on and copy from; those that are not here are asked for at their registry,
/// where this server can.
@Component
class BaseImages {

    private final Images images;
    private final ObjectProvider<ImageSource> sources;

    BaseImages(Images images, ObjectProvider<ImageSource> sources) {
        this.images = images;
        this.sources = sources;
    }

    /// @param platform the one asked for, or null for any that is here
    /// @param pull ask the registry even if the image is here
    /// @throws NotFoundException if the image is neither here nor can be had
    Image get(String name, @Nullable Platform platform, boolean pull, ProgressListener progress) {
        Optional<Image> here = images.find(name);
        boolean fits = here.isPresent() && (platform == null || platform.accepts(platformOf(here.get())));
        if (fits && !pull) {
            return here.get();
        }
        ImageSource source = sources.getIfAvailable();
        if (source != null) {
            return source.bring(ImageReference.parse(name).withDefaultTag(), platform, progress);
        }
        if (here.isPresent() && platform != null && !fits) {
            throw new InvalidInputException("image with reference " + name
                    + " was found but does not match the specified platform: wanted " + platform + ", actual: "
                    + platformOf(here.get()));
        }
        return here.orElseThrow(() -> new NotFoundException("pull access denied for " + name
                + ": there is no such image here, and this server has no way to pull it; load it first"));
    }

    private static Platform platformOf(Image image) {
        return image.config().content().platform();
    }
}
