package dev.onionyard.web.jobs;

import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.task.JobView;
import dev.onionyard.task.Jobs;
import dev.onionyard.web.EventSink;
import dev.onionyard.web.EventStreams;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.MessageSource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/// What happens, as it happens: `job` events (a [JobJson]) and `engine` events. A page opens one stream for both,
/// because browsers allow few connections.
@RestController
class LiveController {

    private static final int RECENT = 8;

    /// An engine event for scripts.
    ///
    /// @param type in lower case: `container`, `image`, `volume`, `network`
    record EventJson(Instant time, String type, String action, String actorId, Map<String, String> attributes) {

        static EventJson of(EngineEvent event) {
            return new EventJson(
                    event.time(),
                    event.type().name().toLowerCase(Locale.ROOT),
                    event.action(),
                    event.actorId(),
                    event.attributes());
        }
    }

    private final Jobs jobs;
    private final EngineEvents events;
    private final EventStreams streams;
    private final MessageSource messages;

    LiveController(Jobs jobs, EngineEvents events, EventStreams streams, MessageSource messages) {
        this.jobs = jobs;
        this.events = events;
        this.streams = streams;
        this.messages = messages;
    }

    /// Jobs alone.
    @GetMapping("/api/jobs/stream")
    ResponseEntity<StreamingResponseBody> jobs(Locale locale) {
        return streams.open(sink -> follow(sink, locale));
    }

    /// Jobs and engine events.
    @GetMapping("/api/events/stream")
    ResponseEntity<StreamingResponseBody> everything(Locale locale) {
        return streams.open(sink -> {
            var jobSubscription = follow(sink, locale);
            var eventSubscription = events.subscribe(event -> sink.send("engine", EventJson.of(event)));
            return () -> {
                eventSubscription.close();
                jobSubscription.close();
            };
        });
    }

    /// Running jobs and the last few ended ones first, oldest to newest, then each change.
    private EngineEvents.Subscription follow(EventSink sink, Locale locale) {
        var subscription = jobs.watch(job -> send(sink, job, locale));
        List<JobView> recent = jobs.recent(RECENT).reversed();
        recent.forEach(job -> send(sink, job, locale));
        return subscription;
    }

    private void send(EventSink sink, JobView job, Locale locale) {
        sink.sendLatest("job", job.id(), JobJson.of(job, messages, locale));
    }
}
