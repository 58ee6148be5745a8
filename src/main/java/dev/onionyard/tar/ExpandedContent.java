package dev.onionyard.tar;

import dev.onionyard.tar.TarEntry.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/// The content of a sparse file with its holes filled with zeros.
final class ExpandedContent extends InputStream {

    private final InputStream stored;
    private final List<Extent> extents;
    private final long size;
    private int extent;
    private long position;

    ExpandedContent(InputStream stored, List<Extent> extents, long size) {
        this.stored = stored;
        this.extents = extents;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position == size || length == 0) {
            return length == 0 ? 0 : -1;
        }
        while (extent < extents.size() && extents.get(extent).end() <= position) {
            extent++;
        }
        boolean inData = extent < extents.size() && extents.get(extent).offset() <= position;
        int done = inData ? readData(target, offset, length) : fillHole(target, offset, length);
        position += done;
        return done;
    }

    private int readData(byte[] target, int offset, int length) throws IOException {
        long left = extents.get(extent).end() - position;
        int done = stored.read(target, offset, (int) Math.min(length, left));
        if (done < 0) {
            throw new EOFException("sparse file ends early");
        }
        return done;
    }

    private int fillHole(byte[] target, int offset, int length) {
        long end = extent < extents.size() ? extents.get(extent).offset() : size;
        int done = (int) Math.min(length, end - position);
        Arrays.fill(target, offset, offset + done, (byte) 0);
        return done;
    }
}
