package dev.onionyard.archive;

import dev.onionyard.progress.ProgressListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Tells a listener what is read.
final class CountedInput extends FilterInputStream {

    private final ProgressListener progress;

    CountedInput(InputStream in, ProgressListener progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            progress.advance(1);
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int done = in.read(target, offset, length);
        if (done > 0) {
            progress.advance(done);
        }
        return done;
    }

    @Override
    public long skip(long count) throws IOException {
        long done = in.skip(count);
        progress.advance(done);
        return done;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
