package dev.onionyard.image;

import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// The row of a compressed layer.
@Entity
@Table(name = "layer_blobs")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class LayerBlobRow {

    @Id
    private String digest;

    @Column(name = "diff_id")
    private String diffId;

    private long size;

    @Column(name = "media_type")
    private String mediaType;

    protected LayerBlobRow() {}

    LayerBlobRow(LayerBlobs.LayerBlob blob) {
        this.digest = blob.descriptor().digest().hex();
        this.diffId = blob.layer().digest().hex();
        this.size = blob.descriptor().size();
        this.mediaType = blob.descriptor().mediaType();
    }

    LayerBlobs.LayerBlob blob() {
        return new LayerBlobs.LayerBlob(
                new DiffId(new Digest(diffId)), Descriptor.of(mediaType, new Digest(digest), size));
    }
}
