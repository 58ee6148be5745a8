package dev.onionyard.web.jobs;

import dev.onionyard.progress.Phase;
import dev.onionyard.task.JobState;
import dev.onionyard.task.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;

/// A job for scripts; the words are in the reader's language. The front end's `core/jobs.ts` mirrors it.
///
/// @param secondsLeft at the present rate, or -1 if not known
record JobJson(
        String id,
        String kind,
        String kindText,
        String title,
        String owner,
        JobState state,
        String stateText,
        Instant started,
        boolean ended,
        Phase phase,
        String phaseText,
        long doneBytes,
        long totalBytes,
        long bytesPerSecond,
        long secondsLeft,
        List<Part> parts,
        String result,
        String error) {

    record Part(String id, String label, Phase phase, String phaseText, long doneBytes, long totalBytes) {}

    static JobJson of(JobView job, MessageSource messages, Locale locale) {
        var words = new JobWords(messages, locale);
        return new JobJson(
                job.id(),
                job.kind(),
                words.kind(job.kind()),
                job.title(),
                job.owner(),
                job.state(),
                messages.getMessage("jobs.state." + job.state(), null, locale),
                job.started(),
                job.state().ended(),
                job.phase(),
                words.phase(job.kind(), job.phase()),
                job.doneBytes(),
                job.totalBytes(),
                job.bytesPerSecond(),
                secondsLeft(job),
                job.parts().stream()
                        .map(part -> partOf(job.kind(), part, words))
                        .toList(),
                job.result(),
                job.error());
    }

    static long secondsLeft(JobView job) {
        return job.totalBytes() < 0 || job.bytesPerSecond() <= 0
                ? -1
                : Math.max(0, job.totalBytes() - job.doneBytes()) / job.bytesPerSecond();
    }

    private static Part partOf(String kind, JobView.Part part, JobWords words) {
        return new Part(
                part.id(),
                part.label(),
                part.phase(),
                words.phase(kind, part.phase()),
                part.doneBytes(),
                part.totalBytes());
    }
}
