package dev.onionyard.distribution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Bits into a byte array, the lowest first, as DEFLATE packs them (RFC 1951, 3.1.1).
final class BitOutput {

    /// So many bits may wait for each other before [#add].
    private static final int MOST_WAITING = 15;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int size;
    private long bits;
    private int waiting;

    /// @param capacity in bytes; nobody may write more
    BitOutput(int capacity) {
        this.bytes = new byte[capacity + Long.BYTES];
    }

    /// @param count of bits, 48 at most; those of `value` above them are zero
    void add(long value, int count) {
        bits |= value << waiting;
        waiting += count;
        if (waiting > MOST_WAITING) {
            LONG.set(bytes, size, bits);
            size += waiting >>> 3;
            bits >>>= waiting & ~7;
            waiting &= 7;
        }
    }

    /// Goes on at the next whole byte.
    void align() {
        LONG.set(bytes, size, bits);
        size += (waiting + 7) >>> 3;
        bits = 0;
        waiting = 0;
    }

    /// Only after [#align].
    void copy(byte[] source, int from, int length) {
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    byte[] toBytes() {
        align();
        return Arrays.copyOf(bytes, size);
    }
}
