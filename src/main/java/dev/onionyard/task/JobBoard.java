package dev.onionyard.task;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.EngineEvents.Subscription;
import dev.onionyard.event.Initiator;
import dev.onionyard.progress.ProgressListener;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// [Jobs]: running ones in memory, a row for each in the database. One platform thread a job.
@Service
class JobBoard implements Jobs, InitializingBean, DisposableBean {

    /// Ended jobs are listed this long; the audit trail remembers for ever.
    static final Duration REMEMBERED = Duration.ofDays(90);

    /// How long stopping the server waits for cancelled work to clean up.
    private static final Duration CLEAN_UP = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(JobBoard.class);

    private final JobRepository rows;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, LiveJob> live = new ConcurrentHashMap<>();
    private final JobBroadcast broadcast = new JobBroadcast();
    private final ExecutorService workers =
            Executors.newCachedThreadPool(Thread.ofPlatform().name("job-", 1).factory());

    JobBoard(JobRepository rows, TransactionTemplate transaction, JsonMapper json, Clock clock) {
        this.rows = rows;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        Instant now = clock.instant();
        transaction.executeWithoutResult(status -> {
            rows.markRunningAsLost(now);
            rows.deleteEndedBefore(now.minus(REMEMBERED));
        });
    }

    @Override
    public JobView submit(String kind, String title, String retry, Work work) {
        LiveJob job = begin(kind, title, retry);
        JobView first = job.view();
        workers.execute(() -> job.initiator().run(() -> runQuietly(job, work)));
        return first;
    }

    @Override
    public String runHere(String kind, String title, Work work) throws Exception {
        return run(begin(kind, title, ""), work);
    }

    private LiveJob begin(String kind, String title, String retry) {
        String shortTitle = JobRecord.clip(title, JobRecord.TITLE);
        var job = new LiveJob(newId(), kind, shortTitle, retry, Initiator.current(), clock, broadcast::changed);
        transaction.executeWithoutResult(status -> rows.save(new JobRecord(job.view())));
        live.put(job.id(), job);
        broadcast.now(job);
        return job;
    }

    /// A failure is written into the job, where its owner looks for it.
    private void runQuietly(LiveJob job, Work work) {
        try {
            run(job, work);
        } catch (EngineException | CancellationException e) {
            log.info("Job {} ended: {}", job.id(), e.getMessage());
        } catch (Exception e) {
            log.error("Job {} failed unexpectedly", job.id(), e);
        }
    }

    private String run(LiveJob job, Work work) throws Exception {
        try {
            ProgressListener progress = job.progress();
            progress.checkCancelled();
            String result = work.run(progress);
            end(job, JobState.SUCCEEDED, result, "");
            return result;
        } catch (CancellationException e) {
            end(job, JobState.CANCELLED, "", "");
            throw e;
        } catch (Exception | Error e) {
            // Work that was asked to stop may die of it in another way, such as a closed stream.
            JobState state = job.cancelRequested() ? JobState.CANCELLED : JobState.FAILED;
            end(job, state, "", state == JobState.FAILED ? messageOf(e) : "");
            throw e;
        }
    }

    private void end(LiveJob job, JobState state, String result, String error) {
        job.end(state, result, error);
        JobView view = job.view();
        try {
            String parts = json.writeValueAsString(view.parts());
            transaction.executeWithoutResult(
                    status -> rows.findById(job.id()).orElseThrow().end(view, parts));
            live.remove(job.id());
        } catch (RuntimeException e) {
            log.error("Cannot store the end of job {}", job.id(), e);
        } finally {
            broadcast.now(job);
        }
    }

    private static String messageOf(Throwable failure) {
        if (failure instanceof EngineException) {
            return Objects.requireNonNullElse(failure.getMessage(), "");
        }
        return "unexpected failure (" + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                + "); the server's log has the details";
    }

    @Override
    public JobView get(String jobId) {
        LiveJob job = live.get(jobId);
        return job != null ? job.view() : rows.findById(jobId).map(this::toView).orElseThrow(() -> noSuchJob(jobId));
    }

    @Override
    public List<JobView> recent(int limit) {
        List<JobView> all =
                new ArrayList<>(live.values().stream().map(LiveJob::view).toList());
        List<String> ids = all.stream().map(JobView::id).toList();
        rows.findByIdNotInOrderByStartedAtDesc(ids.isEmpty() ? List.of("") : ids, Limit.of(limit)).stream()
                .map(this::toView)
                .forEach(all::add);
        all.sort(Comparator.comparing(JobView::started).reversed());
        return all;
    }

    private JobView toView(JobRecord row) {
        return row.toView(json.readValue(row.partsJson(), new TypeReference<List<JobView.Part>>() {}));
    }

    @Override
    public void cancel(String jobId) {
        LiveJob job = live.get(jobId);
        if (job != null) {
            job.cancel();
        } else if (rows.findById(jobId).isEmpty()) {
            throw noSuchJob(jobId);
        }
    }

    @Override
    public Subscription watch(Consumer<JobView> watcher) {
        return broadcast.watch(watcher);
    }

    @Override
    public void destroy() throws InterruptedException {
        live.values().forEach(LiveJob::cancel);
        workers.shutdown();
        if (!workers.awaitTermination(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("{} jobs did not stop in time; they will be listed as lost", live.size());
        }
        broadcast.close();
    }

    private String newId() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static NotFoundException noSuchJob(String jobId) {
        return new NotFoundException("cannot find job \"" + jobId + "\": there is no such job");
    }
}
