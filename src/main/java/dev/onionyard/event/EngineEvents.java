package dev.onionyard.event;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The bus of engine events. It keeps the last [#REMEMBERED] for those who ask for the past, as dockerd does.
///
/// Subscribers are called on the publisher's thread, one after the other, and must not block.
@Component
public class EngineEvents {

    static final int REMEMBERED = 1024;

    private static final Logger log = LoggerFactory.getLogger(EngineEvents.class);

    /// Ends a subscription.
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private final Clock clock;
    private final AtomicLong published = new AtomicLong();
    private final Deque<EngineEvent> recent = new ArrayDeque<>();
    private final List<Consumer<EngineEvent>> subscribers = new CopyOnWriteArrayList<>();

    EngineEvents(Clock clock) {
        this.clock = clock;
    }

    /// Publishes an event that happened now. Call it after the transaction that made it true has committed.
    public void publish(EngineEvent.Type type, String action, String actorId, Map<String, String> attributes) {
        var event = new EngineEvent(clock.instant(), type, action, actorId, attributes);
        synchronized (recent) {
            recent.addLast(event);
            if (recent.size() > REMEMBERED) {
                recent.removeFirst();
            }
        }
        published.incrementAndGet();
        subscribers.forEach(subscriber -> deliver(subscriber, event));
    }

    /// How many there have been.
    public long count() {
        return published.get();
    }

    public Subscription subscribe(Consumer<EngineEvent> subscriber) {
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    /// How many listen.
    public int subscriberCount() {
        return subscribers.size();
    }

    /// The remembered events at or after `since`, oldest first.
    public List<EngineEvent> since(Instant since) {
        synchronized (recent) {
            return recent.stream()
                    .filter(event -> !event.time().isBefore(since))
                    .toList();
        }
    }

    private static void deliver(Consumer<EngineEvent> subscriber, EngineEvent event) {
        try {
            subscriber.accept(event);
        } catch (RuntimeException e) {
            log.warn("A subscriber failed on event {} {}", event.type(), event.action(), e);
        }
    }
}
