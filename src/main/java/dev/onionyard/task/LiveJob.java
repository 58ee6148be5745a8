package dev.onionyard.task;

import dev.onionyard.event.Initiator;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A job of this process, running or just ended.
///
/// If the work told the job itself how many bytes there are, these count; otherwise the sum of its parts does.
final class LiveJob {

    private record Ending(JobState state, Instant time, String result, String error) {}

    private final String id;
    private final String kind;
    private final String title;
    private final String retry;
    private final Initiator initiator;
    private final Instant started;
    private final Clock clock;
    private final Runnable changed;

    private final Measure whole = new Measure();
    private final Map<String, Part> parts = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Speed speed = new Speed();
    private volatile boolean cancelRequested;
    private volatile @Nullable Ending ending;

    /// @param changed called by workers after each change; must return at once
    LiveJob(
            String id,
            String kind,
            String title,
            String retry,
            Initiator initiator,
            Clock clock,
            ChangeListener changed) {
        this.id = id;
        this.kind = kind;
        this.title = title;
        this.retry = retry;
        this.initiator = initiator;
        this.started = clock.instant();
        this.clock = clock;
        this.changed = () -> changed.onChange(this);
    }

    /// Hears that a job has something new to show.
    interface ChangeListener {
        void onChange(LiveJob job);
    }

    String id() {
        return id;
    }

    Initiator initiator() {
        return initiator;
    }

    ProgressListener progress() {
        return new Progress(whole, "");
    }

    void cancel() {
        cancelRequested = true;
    }

    boolean cancelRequested() {
        return cancelRequested;
    }

    boolean ended() {
        return ending != null;
    }

    void end(JobState state, String result, String error) {
        if (state == JobState.SUCCEEDED) {
            whole.phase(Phase.DONE);
        }
        ending = new Ending(state, clock.instant(), result, error);
    }

    JobView view() {
        Ending end = ending;
        List<JobView.Part> partViews = partViews();
        boolean ownFigures = whole.isUsed();
        long done = ownFigures ? whole.done() : sum(partViews);
        long total = ownFigures ? whole.total() : totalOf(partViews);
        return new JobView(
                id,
                kind,
                title,
                initiator.name(),
                end == null ? JobState.RUNNING : end.state,
                started,
                end == null ? null : end.time,
                whole.phase(),
                done,
                total,
                end == null ? speed.at(clock.millis(), done) : 0,
                partViews,
                end == null ? "" : end.result,
                end == null ? "" : end.error,
                retry);
    }

    private List<JobView.Part> partViews() {
        synchronized (parts) {
            return parts.values().stream().map(Part::view).toList();
        }
    }

    private static long sum(List<JobView.Part> parts) {
        return parts.stream().mapToLong(JobView.Part::doneBytes).sum();
    }

    private static long totalOf(List<JobView.Part> parts) {
        boolean known = !parts.isEmpty() && parts.stream().allMatch(part -> part.totalBytes() >= 0);
        return known ? parts.stream().mapToLong(JobView.Part::totalBytes).sum() : Measure.UNKNOWN;
    }

    private record Part(String id, String label, Measure measure) {

        JobView.Part view() {
            return new JobView.Part(id, label, measure.phase(), measure.done(), measure.total());
        }
    }

    /// What the worker tells. A part of a part is listed with the parts.
    private final class Progress implements ProgressListener {

        private final Measure measure;
        private final String path;

        Progress(Measure measure, String path) {
            this.measure = measure;
            this.path = path;
        }

        @Override
        public ProgressListener part(String partId, String label) {
            String partPath = path.isEmpty() ? partId : path + "/" + partId;
            Part part = parts.computeIfAbsent(partPath, key -> new Part(key, label, new Measure()));
            changed.run();
            return new Progress(part.measure, partPath);
        }

        @Override
        public void expect(long bytes) {
            measure.expect(bytes);
            changed.run();
        }

        @Override
        public void advance(long bytes) {
            checkCancelled();
            measure.advance(bytes);
            changed.run();
        }

        @Override
        public void phase(Phase phase) {
            measure.phase(phase);
            changed.run();
        }

        @Override
        public void checkCancelled() {
            if (cancelRequested) {
                throw new CancellationException("cancelled");
            }
        }
    }
}
