package dev.onionyard.audit;

import dev.onionyard.event.Initiator;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One row of the trail.
///
/// @param person who did it
/// @param origin from where: an address, or the socket's path
/// @param finished when it was over, or null if it still runs or the server was killed meanwhile
/// @param error why it failed, or empty
/// @param before what was before, or empty
/// @param after what is after, or empty
public record AuditEntry(
        long id,
        Instant started,
        String person,
        Initiator.Channel channel,
        String origin,
        String action,
        String objectId,
        String objectName,
        String detail,
        @Nullable Instant finished,
        Outcome outcome,
        String error,
        String before,
        String after) {

    /// How an act ended.
    public enum Outcome {
        /// Not over, or never completed because the server was killed.
        OPEN,
        OK,
        FAILED
    }
}
