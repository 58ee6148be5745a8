package dev.onionyard.tar;

import java.nio.charset.StandardCharsets;

/// One ustar header block being written. Text that is too long is cut; PAX records tell the whole.
final class HeaderFields {

    private final byte[] block = new byte[HeaderBlock.BYTES];

    HeaderFields(String name) {
        this(name.getBytes(StandardCharsets.US_ASCII));
    }

    HeaderFields(byte[] name) {
        text(0, 100, name);
        text(257, 8, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        owner(0, 0);
        time(0);
        size(0);
        device(0, 0);
    }

    HeaderFields type(char flag) {
        block[156] = (byte) flag;
        return this;
    }

    HeaderFields mode(int mode) {
        octal(100, 8, mode);
        return this;
    }

    HeaderFields owner(long uid, long gid) {
        octal(108, 8, uid);
        octal(116, 8, gid);
        return this;
    }

    HeaderFields size(long size) {
        octal(124, 12, size);
        return this;
    }

    HeaderFields time(long seconds) {
        octal(136, 12, seconds);
        return this;
    }

    HeaderFields link(byte[] target) {
        text(157, 100, target);
        return this;
    }

    HeaderFields device(int major, int minor) {
        octal(329, 8, major);
        octal(337, 8, minor);
        return this;
    }

    /// The block with its checksum.
    byte[] bytes() {
        java.util.Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        octal(148, 7, sum);
        block[155] = ' ';
        return block;
    }

    private void text(int offset, int length, byte[] text) {
        System.arraycopy(text, 0, block, offset, Math.min(length, text.length));
    }

    /// Digits with leading zeros and a NUL at the end.
    private void octal(int offset, int length, long value) {
        long rest = value;
        for (int i = offset + length - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        block[offset + length - 1] = 0;
    }
}
