package dev.onionyard.web.containers;

import dev.onionyard.error.ConflictException;
import dev.onionyard.task.JobState;
import dev.onionyard.task.JobView;
import dev.onionyard.task.Jobs;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Submits jobs and waits a moment for them: most are over at once, and then the page can show what came of it instead
/// of sending people to a job. What takes longer goes on as a job.
@Component
class PatientJobs {

    static final Duration PATIENCE = Duration.ofMillis(1500);

    private final Jobs jobs;

    /// How far a job has come.
    ///
    /// @param job that goes on, or null if it is done
    /// @param result of a job that is done, a link within the dashboard
    record Progress(@Nullable JobView job, String result) {

        static final Progress DONE = new Progress(null, "");

        Optional<JobView> running() {
            return Optional.ofNullable(job);
        }
    }

    PatientJobs(Jobs jobs) {
        this.jobs = jobs;
    }

    /// @throws ConflictException with the job's error if it failed within the moment
    Progress submit(String kind, String title, Jobs.Work work) {
        BlockingQueue<JobView> ended = new LinkedBlockingQueue<>();
        try (var watching = jobs.watch(view -> {
            if (view.state().ended()) {
                ended.add(view);
            }
        })) {
            JobView submitted = jobs.submit(kind, title, work);
            return outcome(await(submitted.id(), ended));
        }
    }

    private JobView await(String id, BlockingQueue<JobView> ended) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JobView view = jobs.get(id);
        try {
            while (!view.state().ended() && System.nanoTime() < deadline) {
                // Any job that ends wakes us; ours is looked at again.
                ended.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                view = jobs.get(id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return view;
    }

    private static Progress outcome(JobView view) {
        if (!view.state().ended()) {
            return new Progress(view, "");
        }
        if (view.state() != JobState.SUCCEEDED) {
            throw new ConflictException(view.error().isEmpty() ? "the job was stopped" : view.error());
        }
        return new Progress(null, view.result());
    }
}
