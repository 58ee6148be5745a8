package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.layer.LayerTrees.Change;
import dev.onionyard.layer.LayerTrees.Sign;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Sizes of writable layers. Measuring one means walking it, so a figure is kept for a while, and a list waits only a
/// moment for figures that are not there yet.
@Component
class WritableLayerSizes implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(WritableLayerSizes.class);
    private static final Duration KEPT = Duration.ofSeconds(20);
    private static final long MOMENT_MILLIS = 40;

    private record Measured(Instant when, CompletableFuture<Long> size) {}

    private final Map<String, Measured> known = new ConcurrentHashMap<>();
    private final ContainerSnapshots snapshots;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("writable-layer-sizes").daemon().factory());

    WritableLayerSizes(ContainerSnapshots snapshots, Clock clock) {
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /// Sizes in bytes by container id, of those that are known within a moment.
    Map<String, Long> of(List<Container> containers) {
        Map<String, CompletableFuture<Long>> asked = containers.stream()
                .map(Container::id)
                .collect(Collectors.toMap(Function.identity(), this::measured, (a, b) -> a));
        waitAMoment(asked.values());
        return asked.entrySet().stream()
                .filter(entry -> entry.getValue().getNow(-1L) >= 0)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().join()));
    }

    /// The bytes that changes add: what was removed takes no room.
    static long sum(List<Change> changes) {
        return changes.stream()
                .filter(change -> change.sign() != Sign.REMOVED)
                .mapToLong(Change::size)
                .sum();
    }

    private CompletableFuture<Long> measured(String id) {
        Instant now = clock.instant();
        known.values().removeIf(old -> old.when().isBefore(now.minus(KEPT.multipliedBy(30))));
        return known.compute(
                        id,
                        (key, old) -> old != null && old.when().plus(KEPT).isAfter(now)
                                ? old
                                : new Measured(now, CompletableFuture.supplyAsync(() -> measure(id), thread)))
                .size();
    }

    private long measure(String id) {
        try {
            return sum(snapshots.changes(id));
        } catch (RuntimeException e) {
            log.debug("Could not measure the writable layer of {}: {}", id, e.getMessage());
            return -1;
        }
    }

    private static void waitAMoment(Collection<CompletableFuture<Long>> sizes) {
        try {
            CompletableFuture.allOf(sizes.toArray(CompletableFuture[]::new)).get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.trace("Some writable layers are not measured yet");
        }
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}
