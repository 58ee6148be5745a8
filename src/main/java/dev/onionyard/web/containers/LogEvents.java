package dev.onionyard.web.containers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes a log as server-sent events: `lines` with an array of [LogText.Piece], and `end`. The id of an event is the
/// time of its last line, so that a browser that lost the stream can go on from there.
final class LogEvents implements LogFollower.Sink {

    private final OutputStream out;
    private final JsonMapper json;

    LogEvents(OutputStream out, JsonMapper json) throws IOException {
        this.out = out;
        this.json = json;
        write("retry: 1000\n\n");
    }

    @Override
    public void lines(List<LogText.Piece> pieces) throws IOException {
        write("id: " + pieces.getLast().t() + "\nevent: lines\ndata: " + json.writeValueAsString(pieces) + "\n\n");
    }

    @Override
    public void idle() throws IOException {
        write(":\n\n");
    }

    @Override
    public void end(@Nullable String failure) throws IOException {
        Map<String, String> data = Map.of("failure", failure == null ? "" : failure);
        write("event: end\ndata: " + json.writeValueAsString(data) + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
