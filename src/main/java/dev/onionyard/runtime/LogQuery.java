package dev.onionyard.runtime;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What to read from a log.
///
/// @param tail the last so many printed lines of both streams, or -1 for all
/// @param since only records at or after this
/// @param until only records before this
/// @param follow go on waiting for records while this says so, checked whenever the log or
///     [ContainerLog#wakeFollowers] stirs; `null` to read what is there
public record LogQuery(
        int tail,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable BooleanSupplier follow) {

    public static final LogQuery ALL = new LogQuery(-1, null, null, null);

    boolean accepts(Instant time) {
        return since == null || !time.isBefore(since);
    }

    boolean endsBefore(Instant time) {
        return until != null && !time.isBefore(until);
    }
}
