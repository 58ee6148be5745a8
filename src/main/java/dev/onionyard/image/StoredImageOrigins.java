package dev.onionyard.image;

import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// [ImageOrigins] as rows.
@Component
class StoredImageOrigins implements ImageOrigins {

    private final ImageDigestRows rows;
    private final ImageRows images;
    private final ImageLock lock;
    private final Clock clock;

    StoredImageOrigins(ImageDigestRows rows, ImageRows images, ImageLock lock, Clock clock) {
        this.rows = rows;
        this.images = images;
        this.lock = lock;
        this.clock = clock;
    }

    @Override
    public void remember(ImageId image, ImageReference name, Digest manifest) {
        var reference = new ImageReference(name.domain(), name.path(), null, manifest);
        String tag = name.digest() == null ? Objects.requireNonNullElse(name.tag(), "") : "";
        var row = new ImageDigestRow(reference, image, tag, clock.instant().truncatedTo(ChronoUnit.MICROS));
        lock.hold(() -> lock.commit(() -> {
            if (!images.existsById(image.digest().hex())) {
                throw ImageResolver.noSuchImage(image.toString());
            }
            return rows.save(row);
        }));
    }

    @Override
    public List<Origin> of(ImageId image) {
        return rows.findOf(image.digest().hex()).stream()
                .map(ImageDigestRow::origin)
                .toList();
    }

    @Override
    public Map<ImageId, List<Origin>> all() {
        return rows.findAllNewestFirst().stream()
                .collect(Collectors.groupingBy(
                        ImageDigestRow::imageId,
                        Collectors.mapping(ImageDigestRow::origin, Collectors.toUnmodifiableList())));
    }
}
