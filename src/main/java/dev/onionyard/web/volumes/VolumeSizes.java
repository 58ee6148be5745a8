package dev.onionyard.web.volumes;

import dev.onionyard.error.EngineException;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.Volumes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Sizes of volumes on disk. Measuring one means walking it, so figures are kept for a while, and a list waits only a
/// moment for those that are not there yet.
@Component
class VolumeSizes implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(VolumeSizes.class);
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final long MOMENT_MILLIS = 60;

    private record Measured(Instant when, CompletableFuture<Long> size) {}

    private final Map<String, Measured> known = new ConcurrentHashMap<>();
    private final Volumes volumes;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("volume-sizes").daemon().factory());

    VolumeSizes(Volumes volumes, Clock clock) {
        this.volumes = volumes;
        this.clock = clock;
    }

    /// Sizes in bytes by name, of those that are known within a moment.
    Map<String, Long> of(List<Volume> asked) {
        var sizes = new HashMap<String, CompletableFuture<Long>>();
        asked.forEach(volume -> sizes.put(volume.name(), measured(volume.name())));
        waitAMoment(CompletableFuture.allOf(sizes.values().toArray(CompletableFuture[]::new)));
        var ready = new HashMap<String, Long>();
        sizes.forEach((name, size) -> {
            long bytes = size.getNow(-1L);
            if (bytes >= 0) {
                ready.put(name, bytes);
            }
        });
        return ready;
    }

    private CompletableFuture<Long> measured(String name) {
        Instant now = clock.instant();
        known.values().removeIf(old -> old.when().plus(KEPT).isBefore(now));
        return known.computeIfAbsent(
                        name, key -> new Measured(now, CompletableFuture.supplyAsync(() -> measure(key), thread)))
                .size();
    }

    private long measure(String name) {
        try {
            return volumes.bytesOnDisk(name);
        } catch (EngineException e) {
            log.debug("Could not measure volume {}: {}", name, e.getMessage());
            return -1;
        }
    }

    private static void waitAMoment(CompletableFuture<?> all) {
        try {
            all.get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.trace("Some volumes are not measured yet");
        }
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}
