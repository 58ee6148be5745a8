package dev.onionyard.tar;

import com.github.luben.zstd.ZstdIOException;
import dev.onionyard.error.InvalidInputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Says what is wrong with zstd data in our words.
final class ZstdReader extends FilterInputStream {

    ZstdReader(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (ZstdIOException e) {
            throw new InvalidInputException("cannot read zstd data: " + e.getMessage(), e);
        }
    }
}
