package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;

/// One 512-byte header block, read in place (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar
/// Format").
final class HeaderBlock {

    static final int BYTES = 512;

    private static final int CHECKSUM = 148;
    private static final int MAGIC = 257;

    private final byte[] bytes;
    private final int start;

    HeaderBlock(byte[] bytes, int start) {
        this.bytes = bytes;
        this.start = start;
    }

    byte type() {
        return bytes[start + 156];
    }

    boolean isZero() {
        for (int i = start; i < start + BYTES; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /// Some old writers summed signed bytes, so both sums are good.
    boolean checksumIsRight() {
        int unsigned = 8 * ' ';
        int signed = 8 * ' ';
        for (int i = 0; i < BYTES; i++) {
            if (i < CHECKSUM || i >= CHECKSUM + 8) {
                unsigned += bytes[start + i] & 0xFF;
                signed += bytes[start + i];
            }
        }
        long written = octal(CHECKSUM, 8);
        return written == unsigned || written == signed;
    }

    String name() {
        String name = text(0, 100);
        String prefix = prefix();
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    long mode() {
        return number(100, 8, "mode");
    }

    long uid() {
        return number(108, 8, "uid");
    }

    long gid() {
        return number(116, 8, "gid");
    }

    long size() {
        return number(124, 12, "size");
    }

    long modifiedSeconds() {
        return number(136, 12, "mtime");
    }

    String linkName() {
        return text(157, 100);
    }

    long deviceMajor() {
        return hasMagic() ? number(329, 8, "devmajor") : 0;
    }

    long deviceMinor() {
        return hasMagic() ? number(337, 8, "devminor") : 0;
    }

    /// A number at `offset`: octal digits, or base 256 if the top bit of the first byte is set (GNU).
    long number(int offset, int length, String field) {
        int first = bytes[start + offset];
        long value = first < 0 ? base256(offset, length, field) : octal(offset, length);
        if (value == Long.MIN_VALUE) {
            throw new InvalidInputException(
                    "cannot read tar: \"" + TarNames.shown(text(0, 100)) + "\" has a malformed " + field);
        }
        return value;
    }

    boolean flagAt(int offset) {
        return bytes[start + offset] != 0;
    }

    private String prefix() {
        if (!isPosix()) {
            return "";
        }
        // star puts "tar\0" at the end and times in the last part of the prefix.
        boolean star = bytes[start + 508] == 't' && bytes[start + 509] == 'a' && bytes[start + 510] == 'r';
        return text(345, star ? 131 : 155);
    }

    private boolean hasMagic() {
        return bytes[start + MAGIC] == 'u'
                && bytes[start + MAGIC + 1] == 's'
                && bytes[start + MAGIC + 2] == 't'
                && bytes[start + MAGIC + 3] == 'a'
                && bytes[start + MAGIC + 4] == 'r';
    }

    /// GNU's magic ends in two spaces, and its headers have other things where the prefix would be.
    private boolean isPosix() {
        return hasMagic() && bytes[start + MAGIC + 5] == 0;
    }

    private String text(int offset, int length) {
        int end = start + offset;
        while (end < start + offset + length && bytes[end] != 0) {
            end++;
        }
        return TarNames.decode(bytes, start + offset, end - start - offset);
    }

    /// @return the value, or [Long#MIN_VALUE] if the field is malformed
    private long octal(int offset, int length) {
        int at = start + offset;
        int end = at + length;
        while (at < end && (bytes[at] == ' ' || bytes[at] == 0)) {
            at++;
        }
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '7') {
            value = value << 3 | bytes[at++] - '0';
        }
        return at == end || bytes[at] == ' ' || bytes[at] == 0 ? value : Long.MIN_VALUE;
    }

    /// Two's complement, big endian, without the top bit.
    private long base256(int offset, int length, String field) {
        int first = bytes[start + offset] & 0x7F;
        boolean negative = (first & 0x40) != 0;
        long value = negative ? first | ~0x7FL : first;
        for (int i = 1; i < length; i++) {
            if (value != value << 8 >> 8) {
                throw new InvalidInputException("cannot read tar: the " + field + " of \""
                        + TarNames.shown(text(0, 100)) + "\" is absurdly large");
            }
            value = value << 8 | bytes[start + offset + i] & 0xFF;
        }
        return value;
    }
}
