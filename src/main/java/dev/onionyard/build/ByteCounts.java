package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of bytes as people write them: `64m`, `1g`, `512`.
final class ByteCounts {

    private static final Pattern COUNT = Pattern.compile("(\\d{1,12})([kmgt]?)i?b?");

    private ByteCounts() {}

    static long parse(String text) {
        Matcher count = COUNT.matcher(text.toLowerCase(Locale.ROOT));
        if (!count.matches()) {
            throw new InvalidInputException("cannot read size \"" + text + "\": expected a number such as 64m");
        }
        int power = " kmgt".indexOf(count.group(2).isEmpty() ? " " : count.group(2));
        return Math.multiplyExact(Long.parseLong(count.group(1)), 1L << 10 * power);
    }
}
