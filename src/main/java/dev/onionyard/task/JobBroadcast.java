package dev.onionyard.task;

import dev.onionyard.event.EngineEvents.Subscription;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells watchers about jobs from one thread: never two views of a job at once, never an older one after a
/// newer one, and at most one every [#INTERVAL_MS] a job. The view of an ended job is always told.
final class JobBroadcast implements AutoCloseable {

    static final long INTERVAL_MS = 100;

    private static final Logger log = LoggerFactory.getLogger(JobBroadcast.class);

    private final List<Consumer<JobView>> watchers = new CopyOnWriteArrayList<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("job-broadcast").daemon().factory());

    Subscription watch(Consumer<JobView> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /// Tells soon what the job is like then. Cheap when something is waiting to be told already.
    void changed(LiveJob job) {
        if (!watchers.isEmpty() && waiting.add(job.id())) {
            teller.schedule(() -> tell(job), INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    /// Tells at once.
    void now(LiveJob job) {
        teller.execute(() -> tell(job));
    }

    private void tell(LiveJob job) {
        waiting.remove(job.id());
        JobView view = job.view();
        watchers.forEach(watcher -> deliver(watcher, view));
    }

    private static void deliver(Consumer<JobView> watcher, JobView view) {
        try {
            watcher.accept(view);
        } catch (RuntimeException e) {
            log.warn("A watcher failed on job {}", view.id(), e);
        }
    }

    @Override
    public void close() {
        teller.shutdownNow();
    }
}
