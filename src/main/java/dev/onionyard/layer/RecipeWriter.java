package dev.onionyard.layer;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.onionyard.oci.Digest;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import dev.onionyard.tar.TarWindows;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/// Reads a tar and writes what its files do not tell: the *recipe* by which [TarRebuilder] makes it again. Hashes
/// the content of each file on the way.
///
/// The recipe is one zstd stream: [#MAGIC], then steps, each a tag: [#RAW] with a length and that many bytes of
/// the tar, or [#PAYLOAD] with the length of the next payload (the stored content of a file; empty files have
/// none), and at last [#END].
final class RecipeWriter {

    static final int MAGIC = 0x4f595231;
    static final int END = 0;
    static final int RAW = 1;
    static final int PAYLOAD = 2;

    private static final int RAW_BYTES_AT_ONCE = 64 * 1024;

    /// Hashing holes takes time for bytes that nobody sent.
    private static final long MOST_HOLE_BYTES_HASHED = 1L << 30;

    private final DataOutputStream out;
    private final List<byte[]> digests = new ArrayList<>();
    private final MessageDigest hash = Digest.newHash();
    private final byte[] raw = new byte[RAW_BYTES_AT_ONCE];
    private int rawLength;

    private RecipeWriter(OutputStream compressed) {
        this.out = new DataOutputStream(compressed);
    }

    /// Writes the recipe of a tar to `file`.
    ///
    /// @return the SHA-256 of each payload's file in order; empty for a file whose holes are too large to hash
    static List<byte[]> write(TarWindows tar, Path file) throws IOException {
        try (var zstd = new ZstdOutputStreamNoFinalizer(Files.newOutputStream(file), 1)) {
            zstd.setChecksum(true);
            var writer = new RecipeWriter(new BufferedOutputStream(zstd, 128 * 1024));
            writer.copy(tar);
            return writer.digests;
        }
    }

    private void copy(TarWindows windows) throws IOException {
        out.writeInt(MAGIC);
        var tar = new TarReader(windows, new RawSteps());
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (entry.isFile() && entry.storedSize() > 0) {
                addPayload(tar, entry);
            }
        }
        flushRaw();
        out.writeByte(END);
        out.flush();
    }

    private void addPayload(TarReader tar, TarEntry entry) throws IOException {
        flushRaw();
        out.writeByte(PAYLOAD);
        out.writeLong(entry.storedSize());
        if (entry.sparse()) {
            digests.add(sparseDigest(tar, entry));
        } else {
            for (int length = tar.nextSpan(); length > 0; length = tar.nextSpan()) {
                hash.update(tar.spanBytes(), tar.spanStart(), length);
            }
            digests.add(hash.digest());
        }
    }

    /// The digest of the expanded content.
    private byte[] sparseDigest(TarReader tar, TarEntry entry) throws IOException {
        if (entry.size() - entry.storedSize() > MOST_HOLE_BYTES_HASHED) {
            return new byte[0];
        }
        tar.content().transferTo(new OutputStream() {
            @Override
            public void write(int b) {
                hash.update((byte) b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                hash.update(bytes, offset, length);
            }
        });
        return hash.digest();
    }

    private void flushRaw() throws IOException {
        if (rawLength > 0) {
            out.writeByte(RAW);
            out.writeInt(rawLength);
            out.write(raw, 0, rawLength);
            rawLength = 0;
        }
    }

    /// Collects what is not content.
    private final class RawSteps extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                if (rawLength == raw.length) {
                    flushRaw();
                }
                int part = Math.min(length - done, raw.length - rawLength);
                System.arraycopy(bytes, offset + done, raw, rawLength, part);
                rawLength += part;
                done += part;
            }
        }
    }
}
