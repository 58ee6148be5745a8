package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/// The row of an image. Everything in it but the names can be made again from files, see [ImageRepair].
@Entity
@Table(name = "images")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields in
class ImageRow implements Persistable<String> {

    @Id
    private String id;

    @Column(name = "chain_id")
    private @Nullable String chainId;

    @Column(name = "parent_id")
    private @Nullable String parentId;

    @Column(name = "layer_count")
    private int layerCount;

    @Column(name = "content_bytes")
    private long contentBytes;

    private @Nullable Instant created;
    private Instant stored;

    @Enumerated(EnumType.STRING)
    @Column(length = 16)
    private Image.Origin origin;

    @Column(length = ImageLabels.TEXT_LIMIT)
    private String labels;

    @ElementCollection
    @CollectionTable(name = "image_layers", joinColumns = @JoinColumn(name = "image_id"))
    @OrderColumn(name = "place")
    private List<LayerPlace> layers = new ArrayList<>();

    @Transient
    private boolean unsaved;

    protected ImageRow() {}

    ImageRow(ImageRecord record, List<LayerPlace> layers, long contentBytes, @Nullable Instant created, String labels) {
        this.id = record.id().digest().hex();
        this.chainId = layers.isEmpty() ? null : layers.getLast().chainId();
        this.parentId =
                record.parent() == null ? null : record.parent().digest().hex();
        this.layerCount = layers.size();
        this.contentBytes = contentBytes;
        this.created = created;
        this.stored = record.stored();
        this.origin = record.origin();
        this.labels = labels;
        this.layers = new ArrayList<>(layers);
        this.unsaved = true;
    }

    @Override
    public String getId() {
        return id;
    }

    /// The id is given, so Spring Data cannot tell a new row by it.
    @Override
    public boolean isNew() {
        return unsaved;
    }

    @PostLoad
    @PostPersist
    void saved() {
        unsaved = false;
    }

    ImageId imageId() {
        return new ImageId(new Digest(id));
    }

    @Nullable
    String parentId() {
        return parentId;
    }

    long contentBytes() {
        return contentBytes;
    }

    Image.Origin origin() {
        return origin;
    }

    List<LayerId> layerIds() {
        return layers.stream().map(LayerPlace::id).toList();
    }

    /// Topmost first.
    List<String> chains() {
        return layers.stream().map(LayerPlace::chainId).toList().reversed();
    }

    Instant stored() {
        return stored;
    }

    ImageRecord record() {
        ImageId parent = parentId == null ? null : new ImageId(new Digest(parentId));
        return new ImageRecord(imageId(), layerIds(), stored, origin, parent);
    }
}
