package dev.onionyard.audit;

import java.util.function.Function;
import java.util.function.Supplier;

/// Records acts. Every mutating use case goes through here exactly once, in the module that owns it, so that the
/// browser, `docker` and a test leave the same row.
public interface AuditTrail {

    /// Writes a row for `act`, commits it, runs `work`, and completes the row with the result: `ok`, or the
    /// message of what was thrown. The current [dev.onionyard.event.Initiator] is the row's who, how and from
    /// where.
    default <T> T record(AuditAct act, Supplier<T> work) {
        return record(act, row -> work.get());
    }

    /// As [#record(AuditAct, Supplier)]; the work may add what was before and after to its row.
    <T> T record(AuditAct act, Function<AuditRow, T> work);

    /// The row being written.
    interface AuditRow {

        /// Names the object once it has an id (a container that is created by this act).
        void object(String objectId, String objectName);

        /// A short text of what was before, for example the old name or tag.
        void before(String text);

        /// A short text of what is after.
        void after(String text);
    }
}
