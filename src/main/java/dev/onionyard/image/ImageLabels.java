package dev.onionyard.image;

import dev.onionyard.oci.ImageConfig;
import java.util.Locale;
import java.util.stream.Collectors;

/// An image's labels as one text to search in: lower case, sorted, a line each. A long one is cut, so that it does not
/// push the others out.
final class ImageLabels {

    static final int TEXT_LIMIT = 8000;

    private static final int LABEL_LIMIT = 500;

    private ImageLabels() {}

    static String searchText(ImageConfig config) {
        String text = config.process().labels().entrySet().stream()
                .map(label -> cut(label.getKey() + "=" + label.getValue(), LABEL_LIMIT))
                .sorted()
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT)
                // PostgreSQL has no NUL in texts, and the labels are whatever somebody wrote.
                .replace("\0", "");
        return cut(text, TEXT_LIMIT);
    }

    private static String cut(String text, int limit) {
        return text.substring(0, Math.min(text.length(), limit));
    }
}
