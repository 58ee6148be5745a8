package dev.onionyard.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.json.JsonMapper;

/// Answers with server-sent events. A silent stream gets a heartbeat, so that proxies keep it and a reader that
/// has gone is noticed; when the server stops, all streams end.
@Component
public class EventStreams {

    private static final long HEARTBEAT_MS = 15_000;
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RECONNECT_AFTER = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    /// Begins to put events into a sink.
    public interface Source {

        /// @return closed when the reader has gone or the sink has ended
        AutoCloseable attach(EventSink sink);
    }

    private final JsonMapper json;
    private final Set<EventSink> open = ConcurrentHashMap.newKeySet();

    EventStreams(JsonMapper json) {
        this.json = json;
    }

    /// The answer of a controller method.
    public ResponseEntity<StreamingResponseBody> open(Source source) {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(out -> stream(source, out));
    }

    private void stream(Source source, OutputStream out) throws IOException {
        var sink = new EventSink();
        open.add(sink);
        try (AutoCloseable attached = source.attach(sink)) {
            out.write(RECONNECT_AFTER);
            out.flush();
            while (!sink.ended()) {
                writeNext(sink, out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            open.remove(sink);
        }
    }

    private void writeNext(EventSink sink, OutputStream out) throws IOException, InterruptedException {
        var frames = sink.take(HEARTBEAT_MS);
        for (EventSink.Frame frame : frames) {
            // JSON has no line breaks of its own, so one data line is enough.
            String text = "event: " + frame.event() + "\ndata: " + json.writeValueAsString(frame.data()) + "\n\n";
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        if (frames.isEmpty()) {
            out.write(HEARTBEAT);
        }
        out.flush();
    }

    @EventListener(ContextClosedEvent.class)
    void endAll() {
        open.forEach(EventSink::end);
    }
}
