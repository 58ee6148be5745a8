package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Refuses to read more than a stranger may send.
final class LimitedInput extends FilterInputStream {

    private final long limit;
    private long done;

    LimitedInput(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        done += Math.max(0, count);
        if (done > limit) {
            throw new InvalidInputException("cannot read answer of registry: it has more than " + limit + " bytes");
        }
        return count;
    }
}
