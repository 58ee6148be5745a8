package dev.onionyard.archive;

import dev.onionyard.tar.Compression;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What an entry is, told by its first bytes.
enum ContentKind {
    JSON,
    PLAIN_TAR,
    /// gzip or zstd, which a layer may be.
    COMPRESSED,
    /// xz or bzip2, which no layer may be.
    FOREIGN_COMPRESSION,
    OTHER;

    /// Bytes that [#of] wants to see: one tar header.
    static final int SNIFFED_BYTES = 512;

    private static final int USTAR_OFFSET = 257;
    private static final int CHECKSUM_OFFSET = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    private static final byte[] BZIP2 = {'B', 'Z', 'h'};
    private static final byte[] USTAR = "ustar".getBytes(StandardCharsets.US_ASCII);

    /// @param start the first bytes
    /// @param size of the whole
    static ContentKind of(byte[] start, long size) {
        if (Compression.of(start) != Compression.NONE) {
            return COMPRESSED;
        }
        if (startsWith(start, 0, XZ) || startsWith(start, 0, BZIP2)) {
            return FOREIGN_COMPRESSION;
        }
        if (isTar(start, size)) {
            return PLAIN_TAR;
        }
        return looksLikeJson(start) ? JSON : OTHER;
    }

    /// A tar without entries is nothing but zeros: the layer that changes nothing.
    private static boolean isTar(byte[] start, long size) {
        if (start.length < SNIFFED_BYTES || size % SNIFFED_BYTES != 0) {
            return false;
        }
        return startsWith(start, USTAR_OFFSET, USTAR) || isAllZero(start) || hasChecksum(start);
    }

    private static boolean isAllZero(byte[] bytes) {
        return Arrays.equals(bytes, new byte[bytes.length]);
    }

    /// The oldest tars have no magic, but their headers have a checksum: the sum of all bytes with itself as
    /// blanks.
    private static boolean hasChecksum(byte[] header) {
        int sum = CHECKSUM_LENGTH * ' ';
        for (int i = 0; i < SNIFFED_BYTES; i++) {
            boolean inChecksum = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_LENGTH;
            sum += inChecksum ? 0 : header[i] & 0xFF;
        }
        String octal = new String(header, CHECKSUM_OFFSET, CHECKSUM_LENGTH, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
        return octal.matches("[0-7]{1,7}") && Integer.parseInt(octal, 8) == sum;
    }

    private static boolean looksLikeJson(byte[] start) {
        for (byte b : start) {
            if (b == '{' || b == '[') {
                return true;
            }
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] bytes, int offset, byte[] magic) {
        return bytes.length >= offset + magic.length
                && Arrays.equals(bytes, offset, offset + magic.length, magic, 0, magic.length);
    }
}
