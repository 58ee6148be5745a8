package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerTerminals;
import java.io.IOException;
import java.io.OutputStream;

/// Writes a container's output as Docker's streams: raw for a terminal, else multiplexed in frames of
/// `[stream 1|2, 0, 0, 0, length as 32-bit big endian] bytes` (Engine API, ContainerAttach, Stream format).
final class StreamFraming implements ContainerTerminals.Output {

    static final String RAW = "application/vnd.docker.raw-stream";
    static final String MULTIPLEXED = "application/vnd.docker.multiplexed-stream";
    static final int STDOUT = 1;
    static final int STDERR = 2;

    private final OutputStream out;
    private final boolean multiplexed;
    private final boolean wantsStdout;
    private final boolean wantsStderr;

    StreamFraming(OutputStream out, boolean multiplexed, boolean wantsStdout, boolean wantsStderr) {
        this.out = out;
        this.multiplexed = multiplexed;
        this.wantsStdout = wantsStdout;
        this.wantsStderr = wantsStderr;
    }

    /// Clients before 1.42 are told "raw" for both forms.
    static String contentType(ApiVersion version, boolean tty) {
        return tty || !version.atLeast(1, 42) ? RAW : MULTIPLEXED;
    }

    @Override
    public void stdout(byte[] bytes, int length) throws IOException {
        if (wantsStdout) {
            write(STDOUT, bytes, length);
        }
    }

    @Override
    public void stderr(byte[] bytes, int length) throws IOException {
        if (wantsStderr) {
            write(STDERR, bytes, length);
        }
    }

    synchronized void write(int stream, byte[] bytes, int length) throws IOException {
        if (multiplexed) {
            out.write(header(stream, length));
        }
        out.write(bytes, 0, length);
        out.flush();
    }

    private static byte[] header(int stream, int length) {
        return new byte[] {
            (byte) stream, 0, 0, 0, (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        };
    }
}
