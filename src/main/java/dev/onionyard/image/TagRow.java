package dev.onionyard.image;

import dev.onionyard.oci.ImageReference;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// The row of a name that points at an image.
@Entity
@Table(name = "image_tags")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class TagRow {

    @Id
    private String reference;

    private String familiar;

    @Column(name = "image_id")
    private String imageId;

    protected TagRow() {}

    TagRow(ImageReference reference, String imageId) {
        this.reference = reference.toString();
        this.familiar = reference.familiar();
        this.imageId = imageId;
    }

    ImageReference reference() {
        return ImageReference.parse(reference);
    }

    String imageId() {
        return imageId;
    }

    /// False if it pointed there already.
    boolean pointTo(String newImageId) {
        boolean moves = !imageId.equals(newImageId);
        imageId = newImageId;
        return moves;
    }
}
