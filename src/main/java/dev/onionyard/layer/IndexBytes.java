package dev.onionyard.layer;

import dev.onionyard.linux.FileNames;
import java.util.Arrays;

/// Numbers and names in the body of an index file: numbers seven bits a byte, lowest first; names with their
/// length.
final class IndexBytes {

    private byte[] bytes;
    private int position;

    /// For writing.
    IndexBytes() {
        this(new byte[64 * 1024], 0);
    }

    /// For reading from `position`.
    IndexBytes(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int position() {
        return position;
    }

    byte[] written() {
        return Arrays.copyOf(bytes, position);
    }

    void putByte(int value) {
        room(1);
        bytes[position++] = (byte) value;
    }

    void putNumber(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
    }

    /// Small whatever the sign.
    void putSigned(long value) {
        putNumber(value << 1 ^ value >> 63);
    }

    void putBytes(byte[] value) {
        putNumber(value.length);
        putRaw(value);
    }

    void putRaw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, position, value.length);
        position += value.length;
    }

    void putName(String name) {
        putBytes(FileNames.encode(name));
    }

    int getByte() {
        return bytes[position++];
    }

    long getNumber() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[position++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    int getInt() {
        return (int) getNumber();
    }

    long getSigned() {
        long value = getNumber();
        return value >>> 1 ^ -(value & 1);
    }

    byte[] getBytes() {
        return getRaw(getInt());
    }

    byte[] getRaw(int length) {
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    String getName() {
        return FileNames.decode(getBytes());
    }

    void skip(int length) {
        position += length;
    }

    private void room(int length) {
        if (bytes.length - position < length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + length));
        }
    }
}
