package dev.onionyard.files;

import dev.onionyard.linux.OpenFile;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The bytes of an open file as a stream, up to the length it had.
final class FileContent extends InputStream {

    private final OpenFile file;
    private long left;

    FileContent(OpenFile file, long size) {
        this.file = file;
        this.left = size;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int read = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left)));
        left = read < 0 ? 0 : left - read;
        return read;
    }

    @Override
    public void close() {
        file.close();
    }
}
