package dev.onionyard.web.containers;

import dev.onionyard.event.EngineEvents.Subscription;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.task.JobState;
import dev.onionyard.task.JobView;
import dev.onionyard.task.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Jobs that are done at once on the calling thread, or, if told so, never.
final class FakeJobs implements Jobs {

    private final List<JobView> jobs = new ArrayList<>();
    boolean stuck;

    @Override
    public JobView submit(String kind, String title, String retry, Work work) {
        if (stuck) {
            return add(kind, title, JobState.RUNNING, "", "");
        }
        try {
            return add(kind, title, JobState.SUCCEEDED, work.run(ProgressListener.NONE), "");
        } catch (Exception e) {
            return add(kind, title, JobState.FAILED, "", String.valueOf(e.getMessage()));
        }
    }

    private JobView add(String kind, String title, JobState state, String result, String error) {
        var view = new JobView(
                "job-" + jobs.size(),
                kind,
                title,
                "lxl",
                state,
                FakeYard.NOON,
                null,
                Phase.DONE,
                0,
                -1,
                0,
                List.of(),
                result,
                error,
                "");
        jobs.add(view);
        return view;
    }

    @Override
    public String runHere(String kind, String title, Work work) throws Exception {
        String result = work.run(ProgressListener.NONE);
        add(kind, title, JobState.SUCCEEDED, result, "");
        return result;
    }

    @Override
    public JobView get(String jobId) {
        return jobs.stream().filter(job -> job.id().equals(jobId)).findFirst().orElseThrow();
    }

    @Override
    public List<JobView> recent(int limit) {
        return jobs.reversed().stream().limit(limit).toList();
    }

    @Override
    public void cancel(String jobId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription watch(Consumer<JobView> watcher) {
        return () -> {};
    }
}
