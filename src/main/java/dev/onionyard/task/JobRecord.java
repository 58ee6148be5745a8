package dev.onionyard.task;

import dev.onionyard.progress.Phase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/// A job's row: written when it starts and when it ends. In between only the process knows how far it is.
@Entity
@Table(name = "job")
class JobRecord implements Persistable<String> {

    static final int TITLE = 512;
    static final int ERROR = 2000;

    @Id
    private String id;

    @Column(updatable = false)
    private String kind;

    @Column(updatable = false)
    private String title;

    @Column(updatable = false)
    private String owner;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "varchar(16)")
    private JobState state;

    @Column(updatable = false)
    private Instant startedAt;

    private @Nullable Instant endedAt;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "varchar(16)")
    private Phase phase;

    private long doneBytes;

    private long totalBytes;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private String parts;

    private String result;

    private String error;

    @Column(updatable = false)
    private String retry;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init")
    protected JobRecord() {}

    JobRecord(JobView view) {
        this.id = view.id();
        this.kind = view.kind();
        this.title = view.title();
        this.owner = view.owner();
        this.startedAt = view.started();
        this.state = view.state();
        this.phase = view.phase();
        this.parts = "[]";
        this.result = view.result();
        this.error = view.error();
        this.retry = view.retry();
        this.totalBytes = view.totalBytes();
    }

    /// Writes down how the job ended.
    ///
    /// @param partsJson the view's parts
    void end(JobView view, String partsJson) {
        state = view.state();
        endedAt = view.ended();
        phase = view.phase();
        doneBytes = view.doneBytes();
        totalBytes = view.totalBytes();
        parts = partsJson;
        result = clip(view.result(), TITLE);
        error = clip(view.error(), ERROR);
    }

    JobView toView(List<JobView.Part> partViews) {
        return new JobView(
                id,
                kind,
                title,
                owner,
                state,
                startedAt,
                endedAt,
                phase,
                doneBytes,
                totalBytes,
                0,
                partViews,
                result,
                error,
                retry);
    }

    String partsJson() {
        return parts;
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

    /// Cuts a text to the width of its column. NUL, which PostgreSQL does not store, becomes a replacement
    /// character.
    static String clip(String text, int length) {
        String storable = text.replace('\0', '\uFFFD');
        return storable.length() <= length ? storable : storable.substring(0, length - 1) + "…";
    }
}
