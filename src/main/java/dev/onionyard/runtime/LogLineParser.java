package dev.onionyard.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes one line of a `k8s-file` log apart.
final class LogLineParser {

    private static final byte[] STDERR = "stderr".getBytes(StandardCharsets.US_ASCII);
    private static final int STREAM_LENGTH = 6;

    private LogLineParser() {}

    /// @param line without its newline
    /// @return null if it is not a line of a log, which a crash may leave at the end
    static @Nullable LogRecord parse(byte[] line, int from, int to) {
        int space = indexOfSpace(line, from, to);
        int text = space + STREAM_LENGTH + 4;
        if (space < 0 || text > to + 1 || line[text - 3] != ' ') {
            return null;
        }
        Instant time = parseTime(new String(line, from, space - from, StandardCharsets.US_ASCII));
        if (time == null) {
            return null;
        }
        boolean stderr = Arrays.equals(line, space + 1, space + 1 + STREAM_LENGTH, STDERR, 0, STREAM_LENGTH);
        return new LogRecord(time, stderr, Arrays.copyOfRange(line, Math.min(text, to), to), isComplete(line, space));
    }

    /// Whether the record that starts at `from` ends a printed line; false for what is not a record.
    static boolean endsPrintedLine(byte[] line, int from, int to) {
        int space = indexOfSpace(line, from, to);
        return space >= 0 && space + STREAM_LENGTH + 2 < to && isComplete(line, space);
    }

    private static boolean isComplete(byte[] line, int space) {
        return line[space + STREAM_LENGTH + 2] == 'F';
    }

    private static @Nullable Instant parseTime(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static int indexOfSpace(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return -1;
    }
}
