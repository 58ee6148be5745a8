package dev.onionyard.audit;

import dev.onionyard.event.Initiator;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/// [AuditTrail] in the database. Both writes have sessions and transactions of their own, so that a row stays when
/// the act's own transaction is rolled back. The sessions are stateless: each write is one statement.
@Service
class StoredAuditTrail implements AuditTrail {

    private static final Logger log = LoggerFactory.getLogger(StoredAuditTrail.class);

    private final SessionFactory sessions;
    private final Clock clock;

    StoredAuditTrail(EntityManagerFactory entities, Clock clock) {
        this.sessions = entities.unwrap(SessionFactory.class);
        this.clock = clock;
    }

    @Override
    public <T> T record(AuditAct act, Function<AuditRow, T> work) {
        var record = new AuditRecord(clock.instant(), Initiator.current(), act);
        sessions.inStatelessTransaction(session -> session.insert(record));
        var row = new OpenRow();
        T result;
        try {
            result = work.apply(row);
        } catch (RuntimeException | Error e) {
            complete(record, row, messageOf(e));
            throw e;
        }
        complete(record, row, null);
        return result;
    }

    /// The act is done, well or badly; that its row could not be completed must not turn the one into the other.
    private void complete(AuditRecord record, OpenRow row, @Nullable String failure) {
        try {
            record.complete(clock.instant(), row.completion(), failure);
            sessions.inStatelessTransaction(session -> session.update(record));
        } catch (RuntimeException e) {
            log.error("Cannot complete audit row {}; it stays open", record.id(), e);
        }
    }

    private static String messageOf(Throwable failure) {
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }

    private static final class OpenRow implements AuditRow {

        private volatile @Nullable String objectId;
        private volatile @Nullable String objectName;
        private volatile @Nullable String before;
        private volatile @Nullable String after;

        @Override
        public void object(String newObjectId, String newObjectName) {
            objectId = newObjectId;
            objectName = newObjectName;
        }

        @Override
        public void before(String text) {
            before = text;
        }

        @Override
        public void after(String text) {
            after = text;
        }

        AuditRecord.Completion completion() {
            return new AuditRecord.Completion(objectId, objectName, before, after);
        }
    }
}
