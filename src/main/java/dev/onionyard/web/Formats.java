package dev.onionyard.web;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/// Figures as people read them, in the page's language: `${format.bytes(n)}` in templates. The same forms as in
/// the front end's `core/format.ts`.
@Component
public class Formats {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private static final Pattern ID = Pattern.compile("(?:sha256:)?([0-9a-f]{12})[0-9a-f]{52}");

    private final MessageSource messages;

    Formats(MessageSource messages) {
        this.messages = messages;
    }

    /// `0 B`, `1.5 KiB`, `23 MiB`: binary units, one decimal below ten.
    public String bytes(long count) {
        double value = count;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        NumberFormat format = NumberFormat.getInstance(locale());
        format.setMaximumFractionDigits(unit > 0 && Math.abs(value) < 10 ? 1 : 0);
        return format.format(value) + " " + UNITS[unit];
    }

    /// `5s`, `2m 05s`, `1h 02m`.
    public String duration(Duration duration) {
        long seconds = Math.max(0, duration.plusMillis(500).toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? "%dm %02ds".formatted(seconds / 60, seconds % 60)
                : "%dh %02dm".formatted(seconds / 3600, seconds / 60 % 60);
    }

    /// `84 ms`, `1.2 s`, then as [#duration]: for times that people compare.
    public String precise(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1000) {
            return number(millis) + " ms";
        }
        NumberFormat format = NumberFormat.getInstance(locale());
        format.setMinimumFractionDigits(1);
        format.setMaximumFractionDigits(1);
        return millis < 60_000 ? format.format(millis / 1000.0) + " s" : duration(duration);
    }

    /// How much more or less it is: `+1.2 s`, `−84 ms`, `±0 ms`.
    public String change(Duration by) {
        return sign(by.compareTo(Duration.ZERO)) + precise(by.abs());
    }

    /// `+1.5 KiB`, `−3 B`.
    public String change(long bytes) {
        return sign(Long.compare(bytes, 0)) + bytes(Math.abs(bytes));
    }

    private static String sign(int direction) {
        return direction > 0 ? "+" : direction < 0 ? "−" : "±";
    }

    /// From one moment to another, or to now.
    public String between(Instant start, @Nullable Instant end) {
        return duration(Duration.between(start, end == null ? Instant.now() : end));
    }

    /// Date and time in the server's time zone; scripts replace it with the browser's.
    public String time(Instant time) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                .withLocale(locale())
                .withZone(ZoneId.systemDefault())
                .format(time);
    }

    public String number(long count) {
        return NumberFormat.getIntegerInstance(locale()).format(count);
    }

    /// A name as it is; of an id, which nobody reads, its first twelve digits.
    public String name(String name) {
        Matcher id = ID.matcher(name);
        return id.matches() ? id.group(1) : name;
    }

    /// The word for an audit action or a kind of job; one that no bundle names is shown as it is.
    public String action(String action) {
        return Objects.requireNonNullElse(messages.getMessage("action." + action, null, action, locale()), action);
    }

    private static Locale locale() {
        return LocaleContextHolder.getLocale();
    }
}
