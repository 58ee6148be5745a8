package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.RootedDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The times that go into an image. With `SOURCE_DATE_EPOCH` among the build arguments no time is later than it,
/// so the same input gives the same digest.
///
/// @param latest null if times are as they are
record Reproducibility(Clock clock, @Nullable Instant latest) {

    static final String VARIABLE = "SOURCE_DATE_EPOCH";

    static Reproducibility of(Clock clock, Map<String, @Nullable String> buildArgs) {
        String text = buildArgs.get(VARIABLE);
        if (text == null || text.isEmpty()) {
            return new Reproducibility(clock, null);
        }
        if (!text.matches("\\d{1,12}")) {
            throw new InvalidInputException(
                    "cannot use " + VARIABLE + " \"" + text + "\": expected seconds since 1970");
        }
        return new Reproducibility(clock, Instant.ofEpochSecond(Long.parseLong(text)));
    }

    /// What a step that happens now writes down.
    Instant now() {
        // As precise as the cache remembers it.
        return latest == null ? clock.instant().truncatedTo(ChronoUnit.MICROS) : latest;
    }

    /// The time of a copied file.
    Instant of(Instant time) {
        return latest != null && time.isAfter(latest) ? latest : time;
    }

    /// Sets back what a container has changed since.
    void apply(Path upper) {
        if (latest == null) {
            return;
        }
        Deque<String> folders = new ArrayDeque<>();
        folders.push("");
        try (var root = RootedDirectory.open(upper)) {
            while (!folders.isEmpty()) {
                String folder = folders.pop();
                for (DirectoryEntry child : root.list(folder)) {
                    String path = folder.isEmpty() ? child.name() : folder + "/" + child.name();
                    if (child.status().isDirectory()) {
                        folders.push(path);
                    }
                    if (child.status().modified().isAfter(latest)) {
                        root.times(path, latest.getEpochSecond(), latest.getNano());
                    }
                }
            }
            if (root.status("").modified().isAfter(latest)) {
                root.times("", latest.getEpochSecond(), latest.getNano());
            }
        }
    }

    /// Belongs to the name of every step.
    String key() {
        return latest == null ? "" : VARIABLE + "=" + latest.getEpochSecond();
    }
}
