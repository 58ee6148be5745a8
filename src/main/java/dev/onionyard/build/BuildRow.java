package dev.onionyard.build;

import dev.onionyard.build.BuildRecord.State;
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
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/// A build's row: written when it begins and when it ends.
@Entity
@Table(name = "build")
class BuildRow implements Persistable<String> {

    static final int NAME = 512;
    static final int PATH = 1024;
    static final int ERROR = 2000;

    @Id
    private String id;

    @Column(updatable = false)
    private String jobId;

    @Column(updatable = false)
    private String person;

    @Column(updatable = false)
    private String channel;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "varchar(16)")
    private State state;

    @Column(updatable = false)
    private Instant startedAt;

    private @Nullable Instant endedAt;

    @Column(updatable = false)
    private String name;

    @Column(updatable = false)
    private String contextDigest;

    @Column(updatable = false)
    private long contextBytes;

    @Column(updatable = false)
    private String contextOrigin;

    @Column(updatable = false)
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private String dockerfile;

    @Column(updatable = false)
    private String dockerfilePath;

    @Column(updatable = false)
    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private String request;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private String steps;

    @JdbcTypeCode(SqlTypes.LONGVARCHAR)
    private String warnings;

    private @Nullable String image;

    private String error;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init")
    protected BuildRow() {}

    /// @param json the parts that are kept as JSON
    BuildRow(BuildRecord record, Json json) {
        this.id = record.id();
        this.jobId = record.jobId();
        this.person = clip(record.person(), 64);
        this.channel = record.channel();
        this.startedAt = record.started();
        this.name = clip(record.name(), NAME);
        this.contextDigest = record.contextDigest();
        this.contextBytes = record.contextBytes();
        this.contextOrigin = clip(record.contextOrigin(), NAME);
        this.dockerfile = storable(record.dockerfile());
        this.dockerfilePath = clip(record.dockerfilePath(), PATH);
        this.request = json.request;
        this.state = record.state();
        this.steps = json.steps;
        this.warnings = json.warnings;
        this.error = "";
    }

    /// The parts of a record that are kept as JSON.
    record Json(String request, String steps, String warnings) {

        Json {
            request = storable(request);
            steps = storable(steps);
            warnings = storable(warnings);
        }
    }

    void end(BuildRecord record, Json json) {
        state = record.state();
        endedAt = record.ended();
        steps = json.steps;
        warnings = json.warnings;
        image = record.image() == null ? null : record.image().toString();
        error = clip(record.error(), ERROR);
    }

    String jobId() {
        return jobId;
    }

    String person() {
        return person;
    }

    String channel() {
        return channel;
    }

    State state() {
        return state;
    }

    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    String name() {
        return name;
    }

    String contextDigest() {
        return contextDigest;
    }

    long contextBytes() {
        return contextBytes;
    }

    String contextOrigin() {
        return contextOrigin;
    }

    String dockerfile() {
        return dockerfile;
    }

    String dockerfilePath() {
        return dockerfilePath;
    }

    Json json() {
        return new Json(request, steps, warnings);
    }

    @Nullable
    String image() {
        return image;
    }

    String error() {
        return error;
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

    /// NUL, which PostgreSQL does not store, becomes a replacement character.
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static String clip(String text, int length) {
        String storable = storable(text);
        return storable.length() <= length ? storable : storable.substring(0, length - 1) + "…";
    }
}
