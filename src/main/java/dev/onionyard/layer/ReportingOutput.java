package dev.onionyard.layer;

import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;

/// Reports the bytes that are written.
final class ReportingOutput extends OutputStream {

    private final OutputStream out;
    private final ProgressListener progress;

    ReportingOutput(OutputStream out, ProgressListener progress) {
        this.out = out;
        this.progress = progress;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        progress.advance(length);
    }
}
