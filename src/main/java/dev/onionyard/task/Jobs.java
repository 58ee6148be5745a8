package dev.onionyard.task;

import dev.onionyard.event.EngineEvents.Subscription;
import dev.onionyard.progress.ProgressListener;
import java.util.List;
import java.util.function.Consumer;

/// Submits and follows jobs.
public interface Jobs {

    /// What a job does. Runs on a thread of its own with the submitter as
    /// [dev.onionyard.event.Initiator].
    interface Work {

        /// @return the job's result: a link within the dashboard (`/images/sha256:…`), or an empty string
        String run(ProgressListener progress) throws Exception;
    }

    /// Starts `work` in the background.
    ///
    /// @param kind a stable word such as `image.restore`; the dashboard translates it
    /// @param title names the object: a file or image name, no sentence
    /// @return the job as it was when submitted
    default JobView submit(String kind, String title, Work work) {
        return submit(kind, title, "", work);
    }

    /// As [#submit(String, String, Work)], for work that can be done again after it failed or was lost.
    ///
    /// @param retry see [JobView]
    JobView submit(String kind, String title, String retry, Work work);

    /// Runs `work` on the calling thread as a job that others can follow and cancel: an upload or download,
    /// whose bytes belong to the request. Throws what the work throws after the job has been marked failed.
    String runHere(String kind, String title, Work work) throws Exception;

    /// @throws dev.onionyard.error.NotFoundException if there is no such job
    JobView get(String jobId);

    /// Jobs newest first; running ones are all included, ended ones up to `limit`.
    List<JobView> recent(int limit);

    /// Asks the job to stop. Returns at once; the job ends as [JobState#CANCELLED] when its work has cleaned up.
    void cancel(String jobId);

    /// Calls `watcher` with a fresh view after each change of any job, at most ten times a second a job.
    Subscription watch(Consumer<JobView> watcher);
}
