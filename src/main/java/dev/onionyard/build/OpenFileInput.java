package dev.onionyard.build;

import dev.onionyard.linux.OpenFile;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The bytes of an open file as a stream; closing it closes the file.
final class OpenFileInput extends InputStream {

    private final OpenFile file;

    OpenFileInput(OpenFile file) {
        this.file = file;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        return length == 0 ? 0 : file.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() {
        file.close();
    }
}
