package dev.onionyard.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Finds where the last lines of a log file begin, reading backwards from its end.
final class LogTail {

    private static final int FIRST_WINDOW = 64 * 1024;

    /// @param offset where to start reading
    /// @param lines how many printed lines there are from there on, `wanted` at most
    record Start(long offset, int lines) {}

    private LogTail() {}

    /// Where the last `wanted` printed lines begin.
    static Start find(FileChannel file, int wanted) throws IOException {
        long end = file.size();
        if (wanted == 0) {
            return new Start(end, 0);
        }
        // The window doubles until it holds enough lines, so at most twice the bytes that are needed are read.
        for (long window = FIRST_WINDOW; ; window *= 2) {
            long from = Math.max(0, end - window);
            byte[] bytes = readFully(file, from, end);
            Start start = countBackwards(bytes, from == 0, wanted);
            if (start.lines == wanted || from == 0) {
                return new Start(from + start.offset, start.lines);
            }
        }
    }

    private static Start countBackwards(byte[] bytes, boolean startsWithRecord, int wanted) {
        int lines = 0;
        int result = bytes.length;
        int recordEnd = lastNewline(bytes, bytes.length);
        while (recordEnd > 0) {
            int newline = lastNewline(bytes, recordEnd);
            if (newline < 0 && !startsWithRecord) {
                break;
            }
            int recordStart = newline + 1;
            if (LogLineParser.endsPrintedLine(bytes, recordStart, recordEnd)) {
                if (lines == wanted) {
                    break;
                }
                lines++;
            }
            result = recordStart;
            recordEnd = newline;
        }
        return new Start(result, lines);
    }

    private static int lastNewline(byte[] bytes, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static byte[] readFully(FileChannel file, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(to - from));
        while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) >= 0) {
            continue;
        }
        return buffer.array();
    }
}
