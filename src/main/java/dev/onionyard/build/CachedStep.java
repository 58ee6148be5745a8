package dev.onionyard.build;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/// What a step made, under the digest of all that led to it.
@Entity
@Table(name = "build_cache")
class CachedStep implements Persistable<String> {

    static final int DESCRIPTION = 512;

    @Id
    private String id;

    @Column(updatable = false)
    private @Nullable String layerId;

    @Column(updatable = false)
    private String description;

    @Column(updatable = false)
    private Instant createdAt;

    private Instant usedAt;

    private int uses;

    @Column(updatable = false)
    private @Nullable String madeBy;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init")
    protected CachedStep() {}

    CachedStep(String id, StepCache.Made made, String description, Instant usedAt) {
        this.id = id;
        this.layerId = made.layer() == null ? null : made.layer().id().toString();
        this.description = description;
        this.createdAt = made.created();
        this.usedAt = usedAt;
        this.madeBy = made.madeBy();
    }

    @Nullable
    String layerId() {
        return layerId;
    }

    String description() {
        return description;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant usedAt() {
        return usedAt;
    }

    int uses() {
        return uses;
    }

    String madeBy() {
        return Objects.requireNonNullElse(madeBy, "");
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void rememberStored() {
        stored = true;
    }
}
