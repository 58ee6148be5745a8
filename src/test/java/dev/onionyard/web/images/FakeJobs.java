package dev.onionyard.web.images;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.EngineEvents.Subscription;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.task.JobView;
import dev.onionyard.task.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Runs work at once and remembers what it was and what came of it.
final class FakeJobs implements Jobs {

    record Ran(String kind, String title, String result) {}

    final List<Ran> ran = new ArrayList<>();
    long expected = -1;

    private final ProgressListener progress = new ProgressListener() {
        @Override
        public ProgressListener part(String id, String label) {
            return this;
        }

        @Override
        public void expect(long bytes) {
            expected = bytes;
        }

        @Override
        public void advance(long bytes) {}

        @Override
        public void phase(Phase phase) {}

        @Override
        public void checkCancelled() {}
    };

    @Override
    public JobView submit(String kind, String title, String retry, Work work) {
        throw new UnsupportedOperationException("image pages run their jobs on the request's thread");
    }

    @Override
    public String runHere(String kind, String title, Work work) throws Exception {
        try {
            String result = work.run(progress);
            ran.add(new Ran(kind, title, result));
            return result;
        } catch (Exception e) {
            ran.add(new Ran(kind, title, "failed: " + e.getMessage()));
            throw e;
        }
    }

    @Override
    public JobView get(String jobId) {
        throw new NotFoundException("No such job: " + jobId);
    }

    @Override
    public List<JobView> recent(int limit) {
        return List.of();
    }

    @Override
    public void cancel(String jobId) {}

    @Override
    public Subscription watch(Consumer<JobView> watcher) {
        return () -> {};
    }
}
