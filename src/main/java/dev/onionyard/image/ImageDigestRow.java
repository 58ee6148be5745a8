package dev.onionyard.image;

import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// The row of an image's manifest in a registry.
@Entity
@Table(name = "image_digests")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class ImageDigestRow {

    @Id
    private String reference;

    @Column(name = "image_id")
    private String imageId;

    private String tag;

    private Instant seen;

    protected ImageDigestRow() {}

    ImageDigestRow(ImageReference reference, ImageId image, String tag, Instant seen) {
        this.reference = reference.toString();
        this.imageId = image.digest().hex();
        this.tag = tag;
        this.seen = seen;
    }

    ImageReference reference() {
        return ImageReference.parse(reference);
    }

    ImageId imageId() {
        return new ImageId(new Digest(imageId));
    }

    ImageOrigins.Origin origin() {
        return new ImageOrigins.Origin(reference(), tag, seen);
    }
}
