package dev.onionyard.distribution;

import java.util.Arrays;

/// Literals and matches of one DEFLATE block, and how they are written: with codes made for them, or as they are
/// where that is shorter (RFC 1951, 3.2).
final class DeflateTokens {

    private static final int END = 256;
    private static final int LITERALS_AND_LENGTHS = 286;
    private static final int DISTANCES = 30;
    private static final int LONGEST_CODE = 15;
    private static final int LONGEST_LENGTH_CODE = 7;
    private static final int MOST_STORED = 65_535;

    /// The order in which a block's header tells the code of code lengths.
    private static final int[] HEADER_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };

    /// By length.
    private static final byte[] LENGTH_SYMBOL = new byte[259];

    static {
        for (int symbol = 0; symbol < LENGTH_BASE.length; symbol++) {
            for (int length = LENGTH_BASE[symbol]; length < LENGTH_SYMBOL.length; length++) {
                LENGTH_SYMBOL[length] = (byte) symbol;
            }
        }
    }

    private static final int LENGTH_BITS = 9;

    /// Literals as they are, matches as distance and length.
    private final int[] tokens;

    private final int[] uses = new int[LITERALS_AND_LENGTHS];
    private final int[] distanceUses = new int[DISTANCES];
    private int size;

    DeflateTokens(int capacity) {
        this.tokens = new int[capacity];
    }

    int room() {
        return tokens.length - size;
    }

    void literals(byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            int literal = text[at] & 0xFF;
            tokens[size++] = literal;
            uses[literal]++;
        }
    }

    void match(int length, int distance) {
        tokens[size++] = distance << LENGTH_BITS | length;
        uses[END + 1 + LENGTH_SYMBOL[length]]++;
        distanceUses[distanceSymbol(distance)]++;
    }

    /// Two symbols for each power of two.
    private static int distanceSymbol(int distance) {
        int rest = distance - 1;
        if (rest < 4) {
            return rest;
        }
        int high = 31 - Integer.numberOfLeadingZeros(rest);
        return 2 * high + (rest >>> high - 1 & 1);
    }

    private static int lengthExtraBits(int symbol) {
        return symbol < 8 || symbol == LENGTH_BASE.length - 1 ? 0 : (symbol >>> 2) - 1;
    }

    private static int distanceExtraBits(int symbol) {
        return symbol < 4 ? 0 : (symbol >>> 1) - 1;
    }

    /// Writes what was collected and begins anew.
    ///
    /// @param from where the text of these tokens begins
    void writeTo(BitOutput out, byte[] text, int from, int to) {
        uses[END] = 1;
        HuffmanCode code = HuffmanCode.of(uses, LONGEST_CODE);
        HuffmanCode distanceCode = HuffmanCode.of(distanceUses, LONGEST_CODE);
        var header = new Header(code, distanceCode);
        if (header.bits() + bodyBits(code, distanceCode) < 8L * (to - from)) {
            header.writeTo(out);
            writeBody(out, code, distanceCode);
        } else {
            writeStored(out, text, from, to);
        }
        size = 0;
        Arrays.fill(uses, 0);
        Arrays.fill(distanceUses, 0);
    }

    private long bodyBits(HuffmanCode code, HuffmanCode distanceCode) {
        long bits = code.bits(uses) + distanceCode.bits(distanceUses);
        for (int symbol = 0; symbol < LENGTH_BASE.length; symbol++) {
            bits += (long) uses[END + 1 + symbol] * lengthExtraBits(symbol);
        }
        for (int symbol = 0; symbol < DISTANCES; symbol++) {
            bits += (long) distanceUses[symbol] * distanceExtraBits(symbol);
        }
        return bits;
    }

    private void writeBody(BitOutput out, HuffmanCode code, HuffmanCode distanceCode) {
        for (int i = 0; i < size; i++) {
            int token = tokens[i];
            if (token < END) {
                out.add(code.code(token), code.length(token));
            } else {
                writeMatch(out, code, distanceCode, token);
            }
        }
        out.add(code.code(END), code.length(END));
    }

    private static void writeMatch(BitOutput out, HuffmanCode code, HuffmanCode distanceCode, int token) {
        int length = token & (1 << LENGTH_BITS) - 1;
        int symbol = LENGTH_SYMBOL[length];
        long bits = code.code(END + 1 + symbol);
        int count = code.length(END + 1 + symbol);
        bits |= (long) (length - LENGTH_BASE[symbol]) << count;
        count += lengthExtraBits(symbol);
        int distance = token >>> LENGTH_BITS;
        int distanceSymbol = distanceSymbol(distance);
        bits |= (long) distanceCode.code(distanceSymbol) << count;
        count += distanceCode.length(distanceSymbol);
        bits |= (long) (distance - DISTANCE_BASE[distanceSymbol]) << count;
        count += distanceExtraBits(distanceSymbol);
        out.add(bits, count);
    }

    /// Bytes as they are; without bytes, a mark at a whole byte.
    static void writeStored(BitOutput out, byte[] text, int from, int to) {
        int at = from;
        do {
            int length = Math.min(MOST_STORED, to - at);
            out.add(0, 3);
            out.align();
            out.add(length | (long) (~length & 0xFFFF) << 16, 32);
            out.align();
            out.copy(text, at, length);
            at += length;
        } while (at < to);
    }

    /// The last block, which is empty: fixed codes, and the end.
    static void writeEnd(BitOutput out) {
        out.add(0b011, 10);
        out.align();
    }

    /// What stands before the tokens: both codes, as the lengths of their codes, which have a code of their own.
    private static final class Header {

        private static final int REPEAT = 16;
        private static final int FEW_ZEROS = 17;
        private static final int MANY_ZEROS = 18;

        private final int literals;
        private final int distances;
        /// Symbols, with the number that follows in higher bits.
        private final int[] words;
        private int size;
        private final int[] uses = new int[HEADER_ORDER.length];
        private final HuffmanCode code;
        private final int told;

        Header(HuffmanCode literalCode, HuffmanCode distanceCode) {
            literals = Math.max(END + 1, literalCode.size());
            distances = distanceCode.size();
            words = new int[literals + distances];
            collect(literalCode, distanceCode);
            code = HuffmanCode.of(uses, LONGEST_LENGTH_CODE);
            int last = HEADER_ORDER.length;
            while (last > 4 && code.length(HEADER_ORDER[last - 1]) == 0) {
                last--;
            }
            told = last;
        }

        private void collect(HuffmanCode literalCode, HuffmanCode distanceCode) {
            int all = literals + distances;
            int at = 0;
            int before = -1;
            while (at < all) {
                int length = lengthAt(literalCode, distanceCode, at);
                int run = 1;
                while (at + run < all && lengthAt(literalCode, distanceCode, at + run) == length) {
                    run++;
                }
                at += length == 0 ? zeros(run) : repeats(run, length, before);
                before = length;
            }
        }

        private int lengthAt(HuffmanCode literalCode, HuffmanCode distanceCode, int at) {
            return at < literals ? literalCode.length(at) : distanceCode.length(at - literals);
        }

        /// @return how many of the run were told
        private int zeros(int run) {
            int most = Math.min(run, 138);
            if (most < 3) {
                return word(0, 0, 1);
            }
            return most < 11 ? word(FEW_ZEROS, most - 3, most) : word(MANY_ZEROS, most - 11, most);
        }

        private int repeats(int run, int length, int before) {
            if (length != before || run < 3) {
                return word(length, 0, 1);
            }
            int most = Math.min(run, 6);
            return word(REPEAT, most - 3, most);
        }

        private int word(int symbol, int number, int told) {
            words[size++] = number << 8 | symbol;
            uses[symbol]++;
            return told;
        }

        private static int extraBits(int symbol) {
            return switch (symbol) {
                case REPEAT -> 2;
                case FEW_ZEROS -> 3;
                case MANY_ZEROS -> 7;
                default -> 0;
            };
        }

        long bits() {
            return 17L + 3 * told + code.bits(uses) + 2L * uses[REPEAT] + 3L * uses[FEW_ZEROS] + 7L * uses[MANY_ZEROS];
        }

        void writeTo(BitOutput out) {
            out.add(0b100, 3);
            out.add(literals - 257, 5);
            out.add(distances - 1, 5);
            out.add(told - 4, 4);
            for (int i = 0; i < told; i++) {
                out.add(code.length(HEADER_ORDER[i]), 3);
            }
            for (int i = 0; i < size; i++) {
                int symbol = words[i] & 0xFF;
                long number = words[i] >>> 8;
                out.add(code.code(symbol) | number << code.length(symbol), code.length(symbol) + extraBits(symbol));
            }
        }
    }
}
