package dev.onionyard.audit;

import dev.onionyard.event.Initiator;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// [AuditTrail] in the database. Both writes have transactions of their own, so that a row stays when the act's
/// own transaction is rolled back.
@Service
class StoredAuditTrail implements AuditTrail {

    private static final Logger log = LoggerFactory.getLogger(StoredAuditTrail.class);

    private final AuditRecordRepository rows;
    private final TransactionTemplate ownTransaction;
    private final Clock clock;

    StoredAuditTrail(AuditRecordRepository rows, PlatformTransactionManager transactions, Clock clock) {
        this.rows = rows;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public <T> T record(AuditAct act, Function<AuditRow, T> work) {
        long id = begin(act);
        var row = new OpenRow();
        T result;
        try {
            result = work.apply(row);
        } catch (RuntimeException | Error e) {
            complete(id, row, messageOf(e));
            throw e;
        }
        complete(id, row, null);
        return result;
    }

    private long begin(AuditAct act) {
        var row = new AuditRecord(clock.instant(), Initiator.current(), act);
        return Objects.requireNonNull(
                ownTransaction.execute(status -> rows.save(row).id()));
    }

    /// The act is done, well or badly; that its row could not be completed must not turn the one into the other.
    private void complete(long id, OpenRow row, @Nullable String failure) {
        try {
            ownTransaction.executeWithoutResult(
                    status -> rows.findById(id).orElseThrow().complete(clock.instant(), row.completion(), failure));
        } catch (RuntimeException e) {
            log.error("Cannot complete audit row {}; it stays open", id, e);
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
