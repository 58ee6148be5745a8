package dev.onionyard.build;

import dev.onionyard.oci.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Values as Go prints them, because the history of images is written by Docker's classic builder in that form.
final class GoText {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private GoText() {}

    /// `%q` of strings: `["sh" "-c"]`.
    static String quoted(List<String> words) {
        return words.stream().map(GoText::quoted).collect(Collectors.joining(" ", "[", "]"));
    }

    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> quoted.append(escaped(c)));
        return quoted.append('"').toString();
    }

    private static String escaped(int c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\r' -> "\\r";
            case 7 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case 11 -> "\\v";
            default -> c < 0x20 || c == 0x7f ? "\\x%02x".formatted(c) : Character.toString(c);
        };
    }

    /// `%q` of a pointer to Docker's HealthConfig: durations in quotes, the number of retries as a character.
    static String quoted(HealthCheck check) {
        return "&{" + quoted(check.test()) + " \"" + duration(check.interval()) + "\" \"" + duration(check.timeout())
                + "\" \"" + duration(check.startPeriod()) + "\" " + rune(check.retries()) + "}";
    }

    private static String rune(int c) {
        String text = c == 0 ? "\\x00" : escaped(c);
        return "'" + (c == '\'' ? "\\'" : c == '"' ? "\"" : text) + "'";
    }

    /// Go's time.Duration: `1m30s`, `500ms`, `0s`.
    static String duration(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos < NANOS_PER_SECOND) {
            return nanos == 0 ? "0s" : decimal(nanos, 1_000_000) + "ms";
        }
        long minutes = duration.toMinutes();
        String seconds = decimal(nanos - minutes * 60 * NANOS_PER_SECOND, NANOS_PER_SECOND) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long nanos, long unit) {
        String fraction =
                "%09d".formatted(nanos % unit * (NANOS_PER_SECOND / unit)).replaceFirst("0+$", "");
        return nanos / unit + (fraction.isEmpty() ? "" : "." + fraction);
    }
}
