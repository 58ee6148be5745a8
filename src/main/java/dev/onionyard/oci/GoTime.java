package dev.onionyard.oci;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Times in the form of Go's RFC3339Nano: as many digits of a second as are needed, none for a whole one.
final class GoTime {

    /// What Go prints for a time that was never set.
    static final String ZERO = "0001-01-01T00:00:00Z";

    private static final Instant ZERO_INSTANT = Instant.parse(ZERO);
    private static final DateTimeFormatter RFC_3339_NANO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private GoTime() {}

    static @Nullable Instant parse(String text, Supplier<? extends RuntimeException> malformed) {
        try {
            Instant time = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
            return time.equals(ZERO_INSTANT) ? null : time;
        } catch (DateTimeException e) {
            RuntimeException error = malformed.get();
            error.addSuppressed(e);
            throw error;
        }
    }

    static String format(@Nullable Instant time) {
        return time == null ? ZERO : RFC_3339_NANO.format(time);
    }
}
