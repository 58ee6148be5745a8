package dev.onionyard.container;

import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.event.Initiator;
import dev.onionyard.oci.HealthCheck;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/// Checks every running container that has a health check, from its start to its end. A container that is adopted
/// begins anew, as after a restart of dockerd.
@Service
class HealthMonitor implements HealthChecks, SmartLifecycle {

    private final ContainerTable table;
    private final HealthProbe probe;
    private final EngineEvents events;
    private final ContainerEvents containerEvents;
    private final Clock clock;
    private final Map<String, WatchedHealth> watched = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("health-timer").factory());

    /// A check may take as long as its timeout, so each has a thread of its own.
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("health-", 0).factory());

    private EngineEvents.Subscription subscription = () -> {};
    private volatile boolean running;

    HealthMonitor(
            ContainerTable table,
            HealthProbe probe,
            EngineEvents events,
            ContainerEvents containerEvents,
            Clock clock) {
        this.table = table;
        this.probe = probe;
        this.events = events;
        this.containerEvents = containerEvents;
        this.clock = clock;
    }

    @Override
    public Optional<Health> of(String id) {
        return Optional.ofNullable(watched.get(id)).map(WatchedHealth::health);
    }

    @Override
    public void start() {
        running = true;
        subscription = events.subscribe(this::happened);
        table.all().stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .forEach(this::begin);
    }

    private void happened(EngineEvent event) {
        if (event.type() == EngineEvent.Type.CONTAINER) {
            switch (event.action()) {
                case "start" -> table.findById(event.actorId()).ifPresent(this::begin);
                case "unpause" -> table.findById(event.actorId()).ifPresent(this::goOn);
                case "die", "pause" -> end(event.actorId());
                case "destroy" -> watched.remove(event.actorId());
                default -> {}
            }
        }
    }

    private void begin(StoredContainer container) {
        HealthCheck check = container.config().healthCheck();
        end(container.id());
        watched.remove(container.id());
        if (check != null && !check.test().isEmpty() && !check.disables()) {
            var health = new WatchedHealth(container, check, clock.instant());
            watched.put(container.id(), health);
            schedule(health);
        }
    }

    private void goOn(StoredContainer container) {
        WatchedHealth health = watched.get(container.id());
        if (health != null) {
            var again = health.again();
            watched.put(container.id(), again);
            schedule(again);
        }
    }

    private void end(String id) {
        WatchedHealth health = watched.get(id);
        if (health != null) {
            health.end();
        }
    }

    private void schedule(WatchedHealth health) {
        try {
            long nanos = health.pause(clock.instant()).toNanos();
            timer.schedule(
                    () -> threads.execute(() -> Initiator.SYSTEM.run(() -> check(health))),
                    nanos,
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The server ends.
        }
    }

    private void check(WatchedHealth health) {
        if (health.ended() || !running) {
            return;
        }
        Probe result = probe.run(health.container(), health.check());
        if (!health.ended() && health.took(result)) {
            String word = health.health().verdict().name().toLowerCase(Locale.ROOT);
            containerEvents.publish(health.container(), "health_status: " + word);
        }
        schedule(health);
    }

    @Override
    public void stop() {
        running = false;
        subscription.close();
        timer.shutdownNow();
        threads.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// After the containers of the last life are found again.
    @Override
    public int getPhase() {
        return 1;
    }
}
