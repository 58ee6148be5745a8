package dev.onionyard.layer;

import dev.onionyard.progress.ProgressListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reports the bytes that are read. Closing it leaves the caller's stream open.
final class ReportingInput extends FilterInputStream {

    private final ProgressListener progress;
    private long done;

    ReportingInput(InputStream in, ProgressListener progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        report(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        report(Math.max(0, read));
        return read;
    }

    private void report(int bytes) {
        done += bytes;
        progress.advance(bytes);
    }

    /// Bytes read so far.
    long done() {
        return done;
    }

    @Override
    public void close() {
        // The caller's.
    }
}
