package dev.onionyard.container;

import dev.onionyard.runtime.LogRotation;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Looks every two seconds at the sizes of running containers' logs and rotates the large ones. An event for
/// every write would cost far more than that look.
@Component
class LogKeeper implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(LogKeeper.class);
    private static final int PERIOD_SECONDS = 2;

    private final ContainerTable table;
    private final ContainerRunner runner;
    private final ContainerLocks locks;
    private final LogRotation rotation;
    private final long limitBytes;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("log-keeper").factory());

    /// @param limitBytes of one file; five files are kept
    LogKeeper(
            ContainerTable table,
            ContainerRunner runner,
            ContainerLocks locks,
            LogRotation rotation,
            @Value("${onionyard.log.file-bytes:20971520}") long limitBytes) {
        this.table = table;
        this.runner = runner;
        this.locks = locks;
        this.rotation = rotation;
        this.limitBytes = limitBytes;
        timer.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            for (StoredContainer container : table.all()) {
                if (container.alive()) {
                    rotate(container);
                }
            }
        } catch (RuntimeException e) {
            log.warn("Could not look after the logs of containers", e);
        }
    }

    private void rotate(StoredContainer container) {
        LogLimits limits = LogLimits.of(container.host().settings().logging());
        long bytes = limits.fileBytes() == 0 ? limitBytes : limits.fileBytes();
        String id = container.id();
        locks.holding(id, () -> rotation.rotate(runner.bundle(id), bytes, limits.files()));
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
