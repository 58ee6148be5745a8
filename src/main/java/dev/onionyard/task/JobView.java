package dev.onionyard.task;

import dev.onionyard.progress.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A job as it is now.
///
/// @param owner the user who started it
/// @param doneBytes bytes done, all parts together
/// @param totalBytes bytes expected, or -1 if not known
/// @param bytesPerSecond over the last seconds; 0 when ended
/// @param result a link within the dashboard, or empty
/// @param error why it failed, for people, or empty
/// @param retry an address within the dashboard that does the same again when it is posted to, or empty
public record JobView(
        String id,
        String kind,
        String title,
        String owner,
        JobState state,
        Instant started,
        @Nullable Instant ended,
        Phase phase,
        long doneBytes,
        long totalBytes,
        long bytesPerSecond,
        List<Part> parts,
        String result,
        String error,
        String retry) {

    /// One part: a layer of a restore.
    public record Part(String id, String label, Phase phase, long doneBytes, long totalBytes) {}

    public JobView {
        parts = List.copyOf(parts);
    }
}
