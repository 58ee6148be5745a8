package dev.onionyard.layer;

import dev.onionyard.error.InvalidInputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/// Stops a compressed layer that was made to fill the disk: what is large and much larger than its compressed
/// bytes.
final class ExpansionLimit extends FilterInputStream {

    /// Up to this size a layer may expand as it likes, bytes.
    static final long FREE = 4L << 30;

    /// Real layers come to 3, logs to 20; gzip can reach 1,030.
    static final int MOST = 200;

    private final LongSupplier compressed;
    private final long free;
    private long plain;

    /// @param compressed bytes read so far
    ExpansionLimit(InputStream plain, LongSupplier compressed, long free) {
        super(plain);
        this.compressed = compressed;
        this.free = free;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        plain += Math.max(0, count);
        if (plain > free && plain / MOST > compressed.getAsLong()) {
            throw new InvalidInputException("cannot register layer: " + compressed.getAsLong()
                    + " compressed bytes expand to more than " + plain + " bytes");
        }
        return count;
    }
}
