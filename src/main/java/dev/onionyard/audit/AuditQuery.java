package dev.onionyard.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which rows to show. Empty strings and nulls do not filter.
///
/// @param person the exact name
/// @param object part of an object's name or id
/// @param action an action, or the beginning of one (`container.`)
/// @param from the first moment
/// @param until the moment after the last
public record AuditQuery(
        String person,
        String object,
        String action,
        @Nullable Instant from,
        @Nullable Instant until) {

    public static final AuditQuery ALL = new AuditQuery("", "", "", null, null);
}
