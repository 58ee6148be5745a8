package dev.onionyard.layer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.onionyard.error.CorruptedException;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// The file `index` of a layer: a header of fixed size, so that a start reads only a few bytes of each layer, and
/// the body of [IndexBody], compressed with zstd. Both have a checksum.
final class IndexFile {

    static final String NAME = "index";

    private static final long MAGIC = 0x4f4e494f4e494458L; // "ONIONIDX"
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = 8 + 4 + 2 * DIGEST_BYTES + 4 * 8 + 4 + 2 * 4 + 4 + 4;

    private IndexFile() {}

    /// What the header tells.
    ///
    /// @param standsAlone the tree is the same whatever lies below
    record Summary(
            LayerId id,
            DiffId diffId,
            long tarBytes,
            long contentBytes,
            long storedBytes,
            long entries,
            boolean standsAlone) {}

    static void write(Path file, Summary summary, byte[] body) throws IOException {
        byte[] packed = Zstd.compress(body, 1);
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + packed.length);
        out.putLong(MAGIC).putInt(VERSION);
        out.put(summary.id().digest().bytes()).put(summary.diffId().digest().bytes());
        out.putLong(summary.tarBytes()).putLong(summary.contentBytes()).putLong(summary.storedBytes());
        out.putLong(summary.entries()).putInt(summary.standsAlone() ? 1 : 0);
        out.putInt(packed.length).putInt(body.length).putInt(checksum(packed, 0, packed.length));
        out.putInt(checksum(out.array(), 0, HEADER_BYTES - 4)).put(packed);
        Files.write(file, out.array());
    }

    /// @throws CorruptedException if it is not a whole index of a version that we know
    static Summary readSummary(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return summary(header(in.readNBytes(HEADER_BYTES), file));
        }
    }

    static StoredIndex read(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        ByteBuffer header = header(all, file);
        summary(header);
        int packedLength = header.getInt();
        int length = header.getInt();
        int checksum = header.getInt();
        if (packedLength != all.length - HEADER_BYTES || checksum != checksum(all, HEADER_BYTES, packedLength)) {
            throw damaged(file);
        }
        byte[] body = new byte[length];
        try {
            Zstd.decompressByteArray(body, 0, length, all, HEADER_BYTES, packedLength);
        } catch (ZstdException e) {
            throw damaged(file);
        }
        return new StoredIndex(body);
    }

    private static ByteBuffer header(byte[] bytes, Path file) {
        if (bytes.length < HEADER_BYTES) {
            throw damaged(file);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, 0, HEADER_BYTES);
        if (header.getLong() != MAGIC || header.getInt(HEADER_BYTES - 4) != checksum(bytes, 0, HEADER_BYTES - 4)) {
            throw damaged(file);
        }
        int version = header.getInt();
        if (version != VERSION) {
            throw new CorruptedException("cannot read layer index \"" + file + "\": it has version " + version
                    + ", this server knows version " + VERSION);
        }
        return header;
    }

    private static Summary summary(ByteBuffer header) {
        var id = new LayerId(digest(header));
        var diffId = new DiffId(digest(header));
        return new Summary(
                id,
                diffId,
                header.getLong(),
                header.getLong(),
                header.getLong(),
                header.getLong(),
                header.getInt() == 1);
    }

    private static Digest digest(ByteBuffer header) {
        byte[] bytes = new byte[DIGEST_BYTES];
        header.get(bytes);
        return Digest.ofFinished(bytes);
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static CorruptedException damaged(Path file) {
        return new CorruptedException("cannot read layer index \"" + file + "\": it is damaged");
    }
}
