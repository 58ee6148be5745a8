package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;

import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The stream of events, past and to come.
@Component
class EventRoutes implements Route.Source {

    /// A client that falls further behind than this is cut off, so that it cannot fill the memory.
    private static final int QUEUE_LIMIT = 10_000;

    private static final Duration FOREVER = Duration.ofDays(3650);

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
        Filters filters = exchange.filters();
        Instant since = ContainerStreamRoutes.time(exchange.query("since", ""));
        Instant until = ContainerStreamRoutes.time(exchange.query("until", ""));
        var queue = new LinkedBlockingQueue<EngineEvent>(QUEUE_LIMIT);
        try (var subscription = events.subscribe(queue::offer)) {
            JsonStream out = exchange.jsonStream();
            Instant started = clock.instant();
            if (since != null) {
                events.since(since).stream()
                        .filter(event -> event.time().isBefore(started) && isBefore(event, until))
                        .filter(event -> accepts(filters, event))
                        .forEach(event -> out.send(view(event)));
            }
            follow(queue, filters, until, out);
        } catch (UncheckedIOException e) {
            // The client has left.
        }
    }

    private void follow(
            LinkedBlockingQueue<EngineEvent> queue, Filters filters, @Nullable Instant until, JsonStream out)
            throws InterruptedException {
        while (queue.remainingCapacity() > 0) {
            Duration left = until == null ? FOREVER : Duration.between(clock.instant(), until);
            EngineEvent event = left.isPositive() ? queue.poll(left.toMillis(), TimeUnit.MILLISECONDS) : null;
            if (event == null) {
                return;
            }
            if (accepts(filters, event)) {
                out.send(view(event));
            }
        }
    }

    private static boolean isBefore(EngineEvent event, @Nullable Instant until) {
        return until == null || event.time().isBefore(until);
    }

    private static boolean accepts(Filters filters, EngineEvent event) {
        return filters.any("type", typeWord(event)::equals)
                && filters.any(
                        "event",
                        word -> word.equals(event.action()) || event.action().startsWith(word + ":"))
                && acceptsActor(filters, event, EngineEvent.Type.CONTAINER, "container")
                && acceptsActor(filters, event, EngineEvent.Type.IMAGE, "image")
                && acceptsActor(filters, event, EngineEvent.Type.VOLUME, "volume")
                && acceptsActor(filters, event, EngineEvent.Type.NETWORK, "network")
                && filters.labels(event.attributes());
    }

    private static boolean acceptsActor(Filters filters, EngineEvent event, EngineEvent.Type type, String filter) {
        return !filters.has(filter)
                || (event.type() == type || type == EngineEvent.Type.IMAGE)
                        && filters.any(
                                filter,
                                actor -> event.actorId().startsWith(actor)
                                        || actor.equals(event.attributes().get("name"))
                                        || (type == EngineEvent.Type.IMAGE
                                                && actor.equals(
                                                        event.attributes().get("image"))));
    }

    private static String typeWord(EngineEvent event) {
        return event.type().name().toLowerCase(Locale.ROOT);
    }

    /// The old fields (`status`, `id`, `from`) stand beside the new ones, as in dockerd's answer.
    private static Map<String, Object> view(EngineEvent event) {
        var view = new LinkedHashMap<String, Object>();
        Set<EngineEvent.Type> withStatus = Set.of(EngineEvent.Type.CONTAINER, EngineEvent.Type.IMAGE);
        if (withStatus.contains(event.type())) {
            view.put("status", event.action());
            view.put("id", event.actorId());
        }
        String from = event.attributes().get("image");
        if (from != null) {
            view.put("from", from);
        }
        view.put("Type", typeWord(event));
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
