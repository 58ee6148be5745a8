package dev.onionyard.web.containers;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as Docker's options take them: `512m`, `1.5g`, `2GiB`, `1048576`; units are powers of 1024.
final class MemorySize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*(?:([kmgt])(?:i?b)?|b)?");
    private static final String UNITS = "kmgt";

    private MemorySize() {}

    /// The bytes, or empty if the text is not a size.
    static OptionalLong parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int power = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
        BigDecimal bytes = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(1024).pow(power));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes.longValue());
    }
}
