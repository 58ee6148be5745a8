package dev.onionyard.tar;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// How a stream is compressed, told by its first bytes.
public enum Compression {
    NONE,
    GZIP,
    ZSTD;

    /// Bytes that [#of] looks at.
    public static final int MAGIC_BYTES = 4;

    private static final int BUFFER = 128 * 1024;

    /// @param start the first bytes, [#MAGIC_BYTES] of them if the stream has as many
    public static Compression of(byte[] start) {
        if (start.length >= 3 && start[0] == 0x1f && start[1] == (byte) 0x8b && start[2] == 8) {
            return GZIP;
        }
        if (start.length >= 4 && start[1] == (byte) 0xb5 && start[2] == 0x2f && start[3] == (byte) 0xfd) {
            return start[0] == 0x28 ? ZSTD : NONE;
        }
        return NONE;
    }

    /// Looks at the first bytes of a stream and sets it back to its start.
    public static Compression peek(BufferedInputStream in) throws IOException {
        in.mark(MAGIC_BYTES);
        Compression compression = of(in.readNBytes(MAGIC_BYTES));
        in.reset();
        return compression;
    }

    /// The plain bytes of a stream whatever its compression. Closing it closes `in`.
    public static InputStream plain(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, BUFFER);
        return peek(buffered).decompress(buffered);
    }

    /// The plain bytes of a stream in this compression. A stream that ends too early or is damaged gives an
    /// [dev.onionyard.error.InvalidInputException] when it is read. Closing it closes `in`.
    public InputStream decompress(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GzipReader(in);
            case ZSTD -> new ZstdReader(new ZstdInputStreamNoFinalizer(in));
        };
    }
}
