package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The stream of events, past and to come.
@Component
class EventRoutes implements Route.Source {

    /// A client that falls further behind than this is cut off, so that it cannot fill the memory.
    private static final int QUEUE_LIMIT = 10_000;

    /// After this long without an event an empty line is sent, which JSON readers skip: writing is the only way to
    /// learn that a client has gone.
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final EngineEvents events;
    private final Clock clock;

    EventRoutes(EngineEvents events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(get("/events", this::stream));
    }

    private void stream(Exchange exchange) throws IOException, InterruptedException {
        var filter = new EventFilter(exchange.filters());
        Instant since = ContainerStreamRoutes.time(exchange.query("since", ""));
        Instant until = ContainerStreamRoutes.time(exchange.query("until", ""));
        if (since != null && until != null && since.isAfter(until)) {
            throw new InvalidInputException("`since` time (" + exchange.query("since", "")
                    + ") cannot be after `until` time (" + exchange.query("until", "") + ")");
        }
        Predicate<EngineEvent> accepts = event -> isBefore(event, until) && filter.accepts(event);
        var queue = new LinkedBlockingQueue<EngineEvent>(QUEUE_LIMIT);
        try (var subscription = events.subscribe(queue::offer)) {
            JsonStream out = exchange.jsonStream();
            // What happens while the past is told is in both.
            List<EngineEvent> past = since == null ? List.of() : events.since(since);
            past.stream().filter(accepts).forEach(event -> out.send(view(event)));
            past.forEach(queue::remove);
            follow(queue, accepts, until, out);
        } catch (UncheckedIOException e) {
            // The client has left.
        }
    }

    private void follow(
            LinkedBlockingQueue<EngineEvent> queue,
            Predicate<EngineEvent> accepts,
            @Nullable Instant until,
            JsonStream out)
            throws InterruptedException {
        while (queue.remainingCapacity() > 0) {
            Duration left = until == null ? HEARTBEAT : Duration.between(clock.instant(), until);
            EngineEvent event = queue.poll(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
            if (event != null && accepts.test(event)) {
                out.send(view(event));
            } else if (event == null && until == null) {
                out.sendNothing();
            } else if (event == null) {
                return;
            }
        }
    }

    private static boolean isBefore(EngineEvent event, @Nullable Instant until) {
        return until == null || event.time().isBefore(until);
    }

    /// The old fields (`status`, `id`, `from`) stand beside the new ones, as in dockerd's answer.
    static Map<String, Object> view(EngineEvent event) {
        var view = new LinkedHashMap<String, Object>();
        switch (event.type()) {
            case CONTAINER -> {
                view.put("status", event.action());
                view.put("id", event.actorId());
                view.put("from", event.attributes().getOrDefault("image", ""));
            }
            case IMAGE -> {
                view.put("status", event.action());
                view.put("id", event.actorId());
            }
            case VOLUME, NETWORK -> {}
        }
        view.put("Type", EventFilter.typeWord(event));
        view.put("Action", event.action());
        view.put("Actor", Map.of("ID", event.actorId(), "Attributes", event.attributes()));
        view.put("scope", "local");
        view.put("time", event.time().getEpochSecond());
        view.put(
                "timeNano",
                TimeUnit.SECONDS.toNanos(event.time().getEpochSecond())
                        + event.time().getNano());
        return view;
    }
}
