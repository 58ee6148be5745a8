package dev.onionyard.image;

import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.Digest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import org.springframework.data.domain.Persistable;

/// The row of a layer that images have. It goes with the last of them.
@Entity
@Table(name = "layers")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class LayerRow implements Persistable<String> {

    @Id
    private String id;

    @Column(name = "content_bytes")
    private long contentBytes;

    @Column(name = "stored_bytes")
    private long storedBytes;

    @Column(name = "image_count")
    private int imageCount;

    @Transient
    private boolean unsaved;

    protected LayerRow() {}

    LayerRow(Layer layer) {
        this.id = layer.id().digest().hex();
        this.contentBytes = layer.contentBytes();
        this.storedBytes = layer.storedBytes();
        this.unsaved = true;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return unsaved;
    }

    @PostLoad
    @PostPersist
    void saved() {
        unsaved = false;
    }

    LayerId layerId() {
        return new LayerId(new Digest(id));
    }

    long storedBytes() {
        return storedBytes;
    }

    void addImage() {
        imageCount++;
    }

    /// True if no image has the layer any more.
    boolean dropImage() {
        imageCount--;
        return imageCount <= 0;
    }
}
