package dev.onionyard.distribution;

import java.util.Arrays;

/// A prefix code for symbols that are used so often, none longer than a limit, numbered as DEFLATE wants it
/// (RFC 1951, 3.2.2). Has at least two codes, because some readers take no fewer.
final class HuffmanCode {

    private static final int SYMBOL_BITS = 16;

    private final byte[] lengths;
    private final short[] codes;

    private HuffmanCode(byte[] lengths) {
        this.lengths = lengths;
        this.codes = number(lengths);
    }

    /// @param uses of each symbol
    /// @param limit of bits in a code
    static HuffmanCode of(int[] uses, int limit) {
        int[] atLeastTwo = uses.clone();
        long used = Arrays.stream(uses).filter(count -> count > 0).count();
        for (int symbol = 0; used < 2; symbol++) {
            if (atLeastTwo[symbol] == 0) {
                atLeastTwo[symbol] = 1;
                used++;
            }
        }
        return new HuffmanCode(lengths(atLeastTwo, limit));
    }

    int length(int symbol) {
        return lengths[symbol];
    }

    /// The code with its first bit lowest.
    int code(int symbol) {
        return codes[symbol] & 0xFFFF;
    }

    /// Symbols up to the last one that has a code.
    int size() {
        int size = lengths.length;
        while (lengths[size - 1] == 0) {
            size--;
        }
        return size;
    }

    /// Bits of a text in which the symbols are used so often.
    long bits(int[] uses) {
        long bits = 0;
        for (int symbol = 0; symbol < uses.length; symbol++) {
            bits += (long) uses[symbol] * lengths[symbol];
        }
        return bits;
    }

    private static byte[] lengths(int[] uses, int limit) {
        long[] leaves = sortedLeaves(uses);
        int[] count = countDepths(leaves, limit);
        shorten(count, limit);
        var lengths = new byte[uses.length];
        int leaf = 0;
        for (int length = limit; length > 0; length--) {
            for (int i = 0; i < count[length]; i++) {
                lengths[symbolOf(leaves[leaf++])] = (byte) length;
            }
        }
        return lengths;
    }

    /// The rarest first.
    private static long[] sortedLeaves(int[] uses) {
        var leaves = new long[uses.length];
        int size = 0;
        for (int symbol = 0; symbol < uses.length; symbol++) {
            if (uses[symbol] > 0) {
                leaves[size++] = (long) uses[symbol] << SYMBOL_BITS | symbol;
            }
        }
        Arrays.sort(leaves, 0, size);
        return Arrays.copyOf(leaves, size);
    }

    private static int symbolOf(long leaf) {
        return (int) (leaf & (1 << SYMBOL_BITS) - 1);
    }

    /// How many leaves lie at each depth of Huffman's tree; what lies deeper than the limit counts there.
    private static int[] countDepths(long[] leaves, int limit) {
        int size = leaves.length;
        var weight = new long[2 * size - 1];
        var parent = new int[2 * size - 1];
        for (int i = 0; i < size; i++) {
            weight[i] = leaves[i] >>> SYMBOL_BITS;
        }
        int leaf = 0;
        int inner = size;
        for (int node = size; node < weight.length; node++) {
            for (int child = 0; child < 2; child++) {
                // Inner nodes come into being in the order of their weights, so two queues are enough.
                boolean takeLeaf = leaf < size && (inner == node || weight[leaf] <= weight[inner]);
                int chosen = takeLeaf ? leaf++ : inner++;
                weight[node] += weight[chosen];
                parent[chosen] = node;
            }
        }
        var depth = new int[weight.length];
        var count = new int[limit + 1];
        for (int node = weight.length - 2; node >= 0; node--) {
            depth[node] = depth[parent[node]] + 1;
            if (node < size) {
                count[Math.min(depth[node], limit)]++;
            }
        }
        return count;
    }

    /// Cutting off what was too deep gave away more codes than there are: lengthens others until they fit.
    private static void shorten(int[] count, int limit) {
        int total = 0;
        for (int length = 1; length <= limit; length++) {
            total += count[length] << limit - length;
        }
        for (; total > 1 << limit; total--) {
            int length = limit - 1;
            while (count[length] == 0) {
                length--;
            }
            // One of the longest takes a place beside a shorter one, which becomes longer by one bit.
            count[limit]--;
            count[length]--;
            count[length + 1] += 2;
        }
    }

    private static short[] number(byte[] lengths) {
        var next = new int[17];
        for (byte length : lengths) {
            next[length + 1]++;
        }
        next[1] = 0; // Symbols without code take no numbers.
        for (int length = 1; length < next.length; length++) {
            next[length] = next[length] + next[length - 1] << 1;
        }
        var codes = new short[lengths.length];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                codes[symbol] = (short) (Integer.reverse(next[length]++) >>> 32 - length);
            }
        }
        return codes;
    }
}
