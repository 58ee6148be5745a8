package dev.onionyard.distribution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Compresses one block of content by DEFLATE (RFC 1951) at more than twice the speed of zlib's fastest level, to
/// about its size: it looks for a repetition in one place only, and passes quickly over what does not repeat. The
/// same content gives the same bytes.
final class FastDeflater {

    private static final int WINDOW = 32 << 10;
    private static final int LEAST_MATCH = 4;
    private static final int LONGEST_MATCH = 258;
    private static final int HASH_BITS = 15;
    private static final int HASH_FACTOR = 0x9E3779B1;

    /// After so many failures in a row one byte more is passed over at a time.
    private static final int PATIENCE_BITS = 6;

    /// A piece of so many literals and matches has codes of its own.
    private static final int MOST_TOKENS = 48 << 10;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] text;
    private final int end;
    private final int[] places = new int[1 << HASH_BITS];
    private final DeflateTokens tokens = new DeflateTokens(MOST_TOKENS);
    private final BitOutput out;
    private int written;

    /// @param before the end of the content that stands before, which may be referred to; [#WINDOW] at most
    private FastDeflater(byte[] before, byte[] content, int length) {
        text = Arrays.copyOf(before, before.length + length + Long.BYTES);
        System.arraycopy(content, 0, text, before.length, length);
        end = before.length + length;
        written = before.length;
        out = new BitOutput(length + (length >> 7) + 256);
    }

    /// @param last whether it ends the stream; otherwise whole bytes follow, as after zlib's `Z_SYNC_FLUSH`
    static byte[] compress(byte[] before, byte[] content, int length, boolean last) {
        var deflater = new FastDeflater(before, content, length);
        deflater.remember(before.length);
        deflater.tokenize(before.length);
        return deflater.finish(last);
    }

    private void remember(int until) {
        for (int at = 0; at < until && at + LEAST_MATCH <= end; at++) {
            places[hash((int) INT.get(text, at))] = at + 1;
        }
    }

    private static int hash(int word) {
        return word * HASH_FACTOR >>> Integer.SIZE - HASH_BITS;
    }

    private void tokenize(int begin) {
        int at = begin;
        int literal = begin;
        int misses = 0;
        int lastStart = end - LEAST_MATCH;
        while (at <= lastStart) {
            int word = (int) INT.get(text, at);
            int slot = hash(word);
            int candidate = places[slot] - 1;
            places[slot] = at + 1;
            if (candidate >= 0 && at - candidate <= WINDOW && (int) INT.get(text, candidate) == word) {
                literals(literal, at);
                int length = LEAST_MATCH + sameBytes(candidate + LEAST_MATCH, at + LEAST_MATCH);
                match(at + length, length, at - candidate);
                rememberIn(at, length);
                at += length;
                literal = at;
                misses = 0;
            } else {
                at += 1 + (misses++ >> PATIENCE_BITS);
            }
        }
        literals(literal, end);
    }

    /// Two places in a match are enough to be found again.
    private void rememberIn(int at, int length) {
        int next = at + length;
        if (next + LEAST_MATCH <= end) {
            places[hash((int) INT.get(text, at + 1))] = at + 2;
            places[hash((int) INT.get(text, next - 2))] = next - 1;
        }
    }

    private int sameBytes(int earlier, int later) {
        int most = Math.min(LONGEST_MATCH - LEAST_MATCH, end - later);
        int same = 0;
        while (same < most) {
            long difference = (long) LONG.get(text, earlier + same) ^ (long) LONG.get(text, later + same);
            if (difference != 0) {
                return Math.min(most, same + (Long.numberOfTrailingZeros(difference) >>> 3));
            }
            same += Long.BYTES;
        }
        return most;
    }

    private void literals(int from, int to) {
        int at = from;
        while (at < to) {
            int part = Math.min(to, at + tokens.room());
            tokens.literals(text, at, part);
            at = part;
            writeIfFull(at);
        }
    }

    private void match(int endOfMatch, int length, int distance) {
        tokens.match(length, distance);
        writeIfFull(endOfMatch);
    }

    private void writeIfFull(int at) {
        if (tokens.room() == 0) {
            write(at);
        }
    }

    private void write(int at) {
        tokens.writeTo(out, text, written, at);
        written = at;
    }

    private byte[] finish(boolean last) {
        if (written < end) {
            write(end);
        }
        if (last) {
            DeflateTokens.writeEnd(out);
        } else {
            DeflateTokens.writeStored(out, text, 0, 0);
        }
        return out.toBytes();
    }
}
