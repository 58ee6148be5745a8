package dev.onionyard.image;

import dev.onionyard.oci.Digest;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;

/// The row of a repository that has a compressed layer.
@Entity
@Table(name = "layer_blob_places")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class BlobPlaceRow {

    /// The whole row.
    @Embeddable
    record Key(String blob, String registry, String repository) implements Serializable {

        static Key of(Digest blob, LayerBlobs.Place place) {
            return new Key(blob.hex(), place.registry(), place.repository());
        }
    }

    @EmbeddedId
    private Key id;

    protected BlobPlaceRow() {}

    BlobPlaceRow(Key id) {
        this.id = id;
    }

    LayerBlobs.Place place() {
        return new LayerBlobs.Place(id.registry(), id.repository());
    }
}
