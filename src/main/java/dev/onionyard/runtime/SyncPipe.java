package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what conmon reports, one JSON object a line: `{"data": 4850}`, or a negative number with the runtime's
/// `message` when something failed.
final class SyncPipe implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// @param message of the runtime, or empty
    record Report(int data, String message) {}

    private final BufferedReader lines;

    SyncPipe(InputStream in) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /// The next report, or null if conmon has closed the pipe.
    @Nullable
    Report next() throws IOException {
        String line = lines.readLine();
        return line == null ? null : parse(line);
    }

    /// The next report, which must not be a failure.
    ///
    /// @param action what failed otherwise, in the form `start container "x"`
    int expect(String action) throws IOException {
        Report report = next();
        if (report == null) {
            throw new UnavailableException("cannot " + action + ": conmon ended without an answer");
        }
        if (report.data < 0) {
            throw new UnavailableException("cannot " + action + ": " + reason(report.message));
        }
        return report.data;
    }

    static Report parse(String line) {
        try {
            JsonNode report = JSON.readTree(line);
            return new Report(
                    report.path("data").asInt(-1), report.path("message").asString(""));
        } catch (JacksonException e) {
            return new Report(-1, line);
        }
    }

    /// The runtime's sentence in Docker's words, without the time and level that some put before it.
    static String reason(String message) {
        String text = message.strip();
        int start = text.indexOf("msg=\"");
        if (start >= 0 && text.endsWith("\"")) {
            text = text.substring(start + 5, text.length() - 1).replace("\\\"", "\"");
        }
        return text.isEmpty() ? "the runtime gave no reason" : RuntimeSentence.asDocker(text);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
