package dev.onionyard.image;

import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Points names at images.
@Component
class ImageTagger {

    private final TagRows tags;
    private final ImageRowWriter rows;
    private final ImageLock lock;

    ImageTagger(TagRows tags, ImageRowWriter rows, ImageLock lock) {
        this.tags = tags;
        this.rows = rows;
        this.lock = lock;
    }

    /// @return the image that had the name before, if there was one
    Optional<ImageId> point(ImageReference name, ImageId image) {
        return lock.hold(() -> lock.commit(() -> {
            if (!rows.exists(image)) {
                throw ImageResolver.noSuchImage(image.toString());
            }
            Optional<ImageId> before =
                    tags.findById(name.toString()).map(row -> new ImageId(new Digest(row.imageId())));
            rows.point(List.of(name), image);
            return before;
        }));
    }
}
