package dev.onionyard.container;

import dev.onionyard.container.HostSettings.Logging;
import dev.onionyard.error.InvalidInputException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much of a container's output is kept, from the options `max-size` and `max-file`.
///
/// @param fileBytes of one file, 0 for the server's own limit
/// @param files kept at a time
record LogLimits(long fileBytes, int files) {

    private static final int DEFAULT_FILES = 5;
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgtp]?)(?:i?b)?");
    private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4, "p", 5);

    /// @throws InvalidInputException if the options are no size and number
    static LogLimits of(Logging logging) {
        String size = logging.options().getOrDefault("max-size", "");
        String count = logging.options().getOrDefault("max-file", "");
        boolean limited = !size.isEmpty() && !size.equals("-1");
        int files = count.isEmpty() ? defaultFiles(logging.driver(), limited) : count(count);
        return new LogLimits(limited ? size(size) : 0, files);
    }

    /// Docker's json-file with a size keeps one file; where nobody said anything the server's own rule holds.
    private static int defaultFiles(String driver, boolean limited) {
        return limited && driver.equals("json-file") ? 1 : DEFAULT_FILES;
    }

    private static int count(String text) {
        try {
            int files = Integer.parseInt(text);
            if (files >= 1) {
                return files;
            }
        } catch (NumberFormatException e) {
            // The same sentence.
        }
        throw new InvalidInputException("max-file cannot be less than 1: \"" + text + "\"");
    }

    private static long size(String text) {
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new InvalidInputException("invalid size: '" + text + "'");
        }
        int power = POWERS.getOrDefault(size.group(2), 0);
        return (long) (Double.parseDouble(size.group(1)) * Math.pow(1024, power));
    }
}
