package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Walks over the windows of a tar in units of blocks. What is not content of a file is also written to `raw`.
final class BlockReader {

    private final TarWindows windows;
    private final @Nullable OutputStream raw;
    private int position;
    private int limit;
    private boolean ended;
    private long rawBytes;

    BlockReader(TarWindows windows, @Nullable OutputStream raw) {
        this.windows = windows;
        this.raw = raw;
    }

    byte[] bytes() {
        return windows.bytes();
    }

    long rawBytes() {
        return rawBytes;
    }

    /// Takes one block that is not content.
    ///
    /// @return its offset in [#bytes], valid until the next call; -1 at the end of the tar
    int block() throws IOException {
        if (!available()) {
            return -1;
        }
        if (limit - position < HeaderBlock.BYTES) {
            throw truncated("a header is cut off");
        }
        int start = position;
        keep(HeaderBlock.BYTES);
        return start;
    }

    /// Takes `length` bytes that are not content, and the padding after them.
    byte[] padded(int length) throws IOException {
        byte[] all = new byte[length];
        int done = 0;
        while (done < length) {
            require("a header is cut off");
            int part = Math.min(length - done, limit - position);
            System.arraycopy(windows.bytes(), position, all, done, part);
            keep(part);
            done += part;
        }
        padding(length);
        return all;
    }

    /// Takes the padding that follows `length` bytes.
    void padding(long length) throws IOException {
        int padding = (int) (-length & HeaderBlock.BYTES - 1);
        if (padding > 0) {
            require("the padding of an entry is cut off");
            if (limit - position < padding) {
                throw truncated("the padding of an entry is cut off");
            }
            keep(padding);
        }
    }

    /// Takes up to `most` bytes of content.
    ///
    /// @return how many; they start at [#spanStart]
    int span(long most) throws IOException {
        require("the content of an entry is cut off");
        int length = (int) Math.min(most, limit - position);
        position += length;
        return length;
    }

    int spanStart(int length) {
        return position - length;
    }

    /// Takes all that is left.
    void rest() throws IOException {
        while (available()) {
            keep(limit - position);
        }
    }

    private void keep(int length) throws IOException {
        if (raw != null) {
            raw.write(windows.bytes(), position, length);
        }
        rawBytes += length;
        position += length;
    }

    private void require(String otherwise) throws IOException {
        if (!available()) {
            throw truncated(otherwise);
        }
    }

    private boolean available() throws IOException {
        while (position == limit && !ended) {
            limit = windows.advance();
            position = 0;
            if (limit < 0) {
                limit = 0;
                ended = true;
            }
        }
        return position < limit;
    }

    static InvalidInputException truncated(String what) {
        return new InvalidInputException("cannot read tar: it is truncated, " + what);
    }

    static byte[] copy(byte[] bytes, int start, int length) {
        return Arrays.copyOfRange(bytes, start, start + length);
    }
}
