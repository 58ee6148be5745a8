package dev.onionyard.web.images;

import dev.onionyard.image.Onion;
import dev.onionyard.oci.ImageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The history of an image in the columns of `docker history --no-trunc`, newest step first. Docker knows the
/// image id of the newest step only and prints `<missing>` for the others.
final class DockerHistory {

    private static final List<String> HEAD = List.of("IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT");
    private static final String GAP = "   ";

    private DockerHistory() {}

    static String print(ImageId image, Onion onion, Instant now) {
        var lines = new ArrayList<List<String>>();
        lines.add(HEAD);
        for (Onion.Ring ring : onion.rings().reversed()) {
            boolean newest = lines.size() == 1;
            Onion.RingLayer layer = ring.layer();
            lines.add(List.of(
                    newest ? image.shortForm() : "<missing>",
                    age(ring.created(), now),
                    oneLine(ring.createdBy()),
                    size(layer == null ? 0 : layer.contentBytes()),
                    oneLine(ring.comment())));
        }
        return format(lines);
    }

    private static String format(List<List<String>> lines) {
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        var text = new StringBuilder();
        for (List<String> line : lines) {
            var row = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                row.append(line.get(column))
                        .repeat(' ', widths[column] - line.get(column).length());
                row.append(GAP);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String oneLine(String untrusted) {
        return untrusted.replaceAll("\\s+", " ").strip();
    }

    /// Docker's decimal units: `74.8MB`.
    private static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + "B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1000 && unit < 4) {
            value /= 1000;
            unit++;
        }
        String digits = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, value)
                + List.of("kB", "MB", "GB", "TB", "PB").get(unit);
    }

    private static String age(@Nullable Instant created, Instant now) {
        if (created == null) {
            return "N/A";
        }
        Duration age = Duration.between(created, now);
        long days = age.toDays();
        if (days >= 730) {
            return days / 365 + " years ago";
        }
        if (days >= 60) {
            return days / 30 + " months ago";
        }
        if (days >= 14) {
            return days / 7 + " weeks ago";
        }
        if (age.toHours() >= 48) {
            return days + " days ago";
        }
        if (age.toMinutes() >= 120) {
            return age.toHours() + " hours ago";
        }
        return age.toMinutes() >= 2 ? age.toMinutes() + " minutes ago" : Math.max(0, age.toSeconds()) + " seconds ago";
    }
}
