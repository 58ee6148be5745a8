package dev.onionyard.build;

import dev.onionyard.tar.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// The plain bytes of what people upload: gzip and zstd as everywhere, and bzip2 and xz, which only contexts and
/// `ADD` know.
final class ArchiveStreams {

    private static final int BUFFER = 128 * 1024;
    private static final int MAGIC_BYTES = 6;
    private static final int XZ_MEMORY_KIB = 128 * 1024;
    private static final int TAR_BLOCK = 512;
    private static final int TAR_MAGIC = 257;

    private ArchiveStreams() {}

    /// Closing it closes `in`.
    static BufferedInputStream plain(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(MAGIC_BYTES);
        byte[] magic = buffered.readNBytes(MAGIC_BYTES);
        buffered.reset();
        if (startsWith(magic, 'B', 'Z', 'h')) {
            return new BufferedInputStream(new BZip2CompressorInputStream(buffered, true), BUFFER);
        }
        if (startsWith(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return new BufferedInputStream(new XZInputStream(buffered, XZ_MEMORY_KIB), BUFFER);
        }
        Compression compression = Compression.peek(buffered);
        return compression == Compression.NONE
                ? buffered
                : new BufferedInputStream(compression.decompress(buffered), BUFFER);
    }

    /// Whether a stream begins as a tar does; leaves it at its start.
    static boolean isTar(BufferedInputStream in) throws IOException {
        in.mark(TAR_BLOCK);
        byte[] block = in.readNBytes(TAR_BLOCK);
        in.reset();
        if (block.length < TAR_BLOCK) {
            return false;
        }
        return new String(block, TAR_MAGIC, 5, java.nio.charset.StandardCharsets.ISO_8859_1).equals("ustar")
                || hasOldChecksum(block);
    }

    /// A tar of before 1988, or nothing but zeros: its checksum, or the end of an empty tar.
    private static boolean hasOldChecksum(byte[] block) {
        long sum = 0;
        boolean zeros = true;
        for (int i = 0; i < block.length; i++) {
            zeros &= block[i] == 0;
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        String field = new String(block, 148, 8, java.nio.charset.StandardCharsets.ISO_8859_1)
                .replace("\0", " ")
                .strip();
        return zeros || field.matches("[0-7]{1,7}") && Long.parseLong(field, 8) == sum;
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
