package dev.onionyard.audit;

import dev.onionyard.event.Initiator;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PreRemove;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A row of the trail. What was written before the act can never be updated; the rest is filled in once; no row
/// is ever removed. JPA's own callbacks refuse anything else, whoever asks.
@Entity
class AuditRecord {

    static final int TEXT = 2000;
    private static final int NAME = 512;
    private static final int ID = 255;
    private static final int WORD = 64;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(updatable = false)
    private Instant startedAt;

    @Column(updatable = false)
    private String person;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false, columnDefinition = "varchar(16)")
    private Initiator.Channel channel;

    @Column(updatable = false)
    private String origin;

    @Column(updatable = false)
    private String action;

    private String objectId;

    private String objectName;

    @Column(updatable = false)
    private String detail;

    private @Nullable Instant finishedAt;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "varchar(16)")
    private AuditEntry.@Nullable Outcome outcome;

    private @Nullable String error;

    private @Nullable String beforeText;

    private @Nullable String afterText;

    @Transient
    private boolean completeInDatabase;

    @SuppressWarnings("NullAway.Init")
    protected AuditRecord() {}

    AuditRecord(Instant startedAt, Initiator initiator, AuditAct act) {
        this.startedAt = startedAt;
        this.person = clip(initiator.name(), WORD);
        this.channel = initiator.channel();
        this.origin = clip(initiator.origin(), ID);
        this.action = clip(act.action(), WORD);
        this.objectId = clip(act.objectId(), ID);
        this.objectName = clip(act.objectName(), NAME);
        this.detail = clip(act.detail(), TEXT);
    }

    long id() {
        return id;
    }

    Instant startedAt() {
        return startedAt;
    }

    /// Fills in what is known after the act.
    ///
    /// @param failure the message of what was thrown, or null if all went well
    void complete(Instant time, Completion completion, @Nullable String failure) {
        finishedAt = time;
        outcome = failure == null ? AuditEntry.Outcome.OK : AuditEntry.Outcome.FAILED;
        error = clipOrNull(failure);
        objectId = clip(Objects.requireNonNullElse(completion.objectId(), objectId), ID);
        objectName = clip(Objects.requireNonNullElse(completion.objectName(), objectName), NAME);
        beforeText = clipOrNull(completion.before());
        afterText = clipOrNull(completion.after());
    }

    /// What the work told about itself.
    record Completion(
            @Nullable String objectId,
            @Nullable String objectName,
            @Nullable String before,
            @Nullable String after) {}

    AuditEntry toEntry() {
        return new AuditEntry(
                id,
                startedAt,
                person,
                channel,
                origin,
                action,
                objectId,
                objectName,
                detail,
                finishedAt,
                Objects.requireNonNullElse(outcome, AuditEntry.Outcome.OPEN),
                Objects.requireNonNullElse(error, ""),
                Objects.requireNonNullElse(beforeText, ""),
                Objects.requireNonNullElse(afterText, ""));
    }

    @PostLoad
    void rememberState() {
        completeInDatabase = finishedAt != null;
    }

    @PreUpdate
    void refuseSecondCompletion() {
        if (completeInDatabase) {
            throw new IllegalStateException("cannot change audit row " + id + ": it is complete");
        }
    }

    @PreRemove
    void refuseRemoval() {
        throw new IllegalStateException("cannot remove audit row " + id + ": the trail only grows");
    }

    private static @Nullable String clipOrNull(@Nullable String text) {
        return text == null ? null : clip(text, TEXT);
    }

    /// Cuts a text to the width of its column; an overlong name must not keep an act from being recorded. NUL,
    /// which PostgreSQL does not store, is shown as a replacement character.
    private static String clip(String text, int length) {
        String storable = text.replace('\0', '\uFFFD');
        return storable.length() <= length ? storable : storable.substring(0, length - 1) + "…";
    }
}
