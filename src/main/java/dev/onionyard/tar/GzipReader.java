package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads gzip (RFC 1952) of one or more members, with large buffers, and checks every checksum. Zeros after the last
/// member are padding.
final class GzipReader extends InputStream {

    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final InputStream in;
    private final byte[] buffer = new byte[128 * 1024];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private int position;
    private int limit;
    private long memberBytes;
    private boolean ended;

    GzipReader(InputStream in) throws IOException {
        this.in = in;
        if (nextByte() != 0x1f || nextByte() != 0x8b) {
            throw damaged("it does not start as gzip");
        }
        readRestOfHeader();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int done = inflate(target, offset, length);
            if (done > 0) {
                crc.update(target, offset, done);
                memberBytes += done;
                return done;
            }
            if (inflater.finished()) {
                endMember();
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        if (inflater.needsInput() && !inflater.finished()) {
            fill();
            inflater.setInput(buffer, position, limit - position);
        }
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new InvalidInputException("cannot read gzip data: it is damaged: " + e.getMessage(), e);
        }
    }

    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        long expectedCrc = nextInt();
        long expectedSize = nextInt();
        if (expectedCrc != crc.getValue() || expectedSize != (memberBytes & 0xFFFFFFFFL)) {
            throw damaged("a checksum does not match");
        }
        if (skipPadding()) {
            startMember();
        } else {
            ended = true;
        }
    }

    private void startMember() throws IOException {
        if (nextByte() != 0x1f || nextByte() != 0x8b) {
            throw damaged("something that is not gzip follows");
        }
        readRestOfHeader();
    }

    /// @return whether anything but zeros follows
    private boolean skipPadding() throws IOException {
        while (true) {
            while (position < limit) {
                if (buffer[position] != 0) {
                    return true;
                }
                position++;
            }
            if (!tryFill()) {
                return false;
            }
        }
    }

    private void readRestOfHeader() throws IOException {
        if (nextByte() != 8) {
            throw damaged("its method is unknown");
        }
        int flags = nextByte();
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(nextByte() | nextByte() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipString();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipString();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(buffer, position, limit - position);
        crc.reset();
        memberBytes = 0;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            nextByte();
        }
    }

    private void skipString() throws IOException {
        while (nextByte() != 0) {
            // Passed over.
        }
    }

    private long nextInt() throws IOException {
        return nextByte() | nextByte() << 8 | nextByte() << 16 | (long) nextByte() << 24;
    }

    private int nextByte() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position++] & 0xFF;
    }

    private void fill() throws IOException {
        if (!tryFill()) {
            throw damaged("it is truncated");
        }
    }

    private boolean tryFill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    private static InvalidInputException damaged(String reason) {
        return new InvalidInputException("cannot read gzip data: " + reason);
    }
}
