package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Points in time as Docker's `until` filter takes them: seconds since 1970, a date with or without time and zone, or
/// how long ago (`24h`, `1h30m`).
final class TimeLimit {

    private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Pattern DURATION = Pattern.compile("([0-9.]+(ns|us|µs|ms|s|m|h))+");
    private static final Pattern DURATION_PART = Pattern.compile("([0-9.]+)(ns|us|µs|ms|s|m|h)");

    private TimeLimit() {}

    static Instant parse(String text, Instant now) {
        try {
            if (SECONDS.matcher(text).matches()) {
                return seconds(new BigDecimal(text));
            }
            return DURATION.matcher(text).matches() ? now.minus(duration(text)) : date(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new InvalidInputException("failed to parse value as time or duration: \"" + text + "\"", e);
        }
    }

    private static Instant seconds(BigDecimal seconds) {
        return Instant.ofEpochSecond(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    private static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        Matcher parts = DURATION_PART.matcher(text);
        while (parts.find()) {
            BigDecimal nanos = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(nanosOf(parts.group(2))));
            sum = sum.plusNanos(nanos.toBigInteger().longValueExact());
        }
        return sum;
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "s" -> 1_000_000_000L;
            case "ms" -> 1_000_000L;
            case "ns" -> 1;
            default -> 1000;
        };
    }

    private static Instant date(String text) {
        if (text.indexOf('T') < 0) {
            String day = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
            return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        boolean hasZone = text.endsWith("Z") || text.matches(".*T.*[+-]\\d\\d:\\d\\d");
        return hasZone ? Instant.parse(text) : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
