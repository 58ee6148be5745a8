package dev.onionyard.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HuffmanCodeTests {

    /// What all codes together take of the code space, in parts of 2^15.
    private static int taken(HuffmanCode code, int symbols) {
        return IntStream.range(0, symbols)
                .filter(symbol -> code.length(symbol) > 0)
                .map(symbol -> 1 << 15 - code.length(symbol))
                .sum();
    }

    @Test
    void givesRareSymbolsLongCodes() {
        HuffmanCode code = HuffmanCode.of(new int[] {1, 1, 2, 4}, 15);
        assertThat(code.length(3)).isEqualTo(1);
        assertThat(code.length(2)).isEqualTo(2);
        assertThat(code.length(0)).isEqualTo(3);
        assertThat(code.bits(new int[] {1, 1, 2, 4})).isEqualTo(3 + 3 + 4 + 4);
        // Canonical: 0, 10, 110, 111, each with its first bit lowest.
        assertThat(code.code(3)).isEqualTo(0b0);
        assertThat(code.code(2)).isEqualTo(0b01);
        assertThat(code.code(0)).isEqualTo(0b011);
        assertThat(code.code(1)).isEqualTo(0b111);
    }

    @Test
    void keepsToTheLimitWhereTheTreeIsDeeper() {
        int[] fibonacci = new int[30];
        fibonacci[0] = fibonacci[1] = 1;
        for (int i = 2; i < fibonacci.length; i++) {
            fibonacci[i] = fibonacci[i - 1] + fibonacci[i - 2];
        }
        for (int limit : new int[] {5, 7, 15}) {
            HuffmanCode code = HuffmanCode.of(fibonacci, limit);
            assertThat(IntStream.range(0, 30).map(code::length)).allMatch(length -> length >= 1 && length <= limit);
            assertThat(taken(code, 30)).isEqualTo(1 << 15);
        }
    }

    @Test
    void usesTheWholeCodeSpaceWhateverTheUses() {
        var random = new Random(4);
        for (int round = 0; round < 200; round++) {
            int[] uses = random.ints(286, 0, 1 << random.nextInt(1, 20)).toArray();
            assertThat(taken(HuffmanCode.of(uses, 15), 286)).isEqualTo(1 << 15);
        }
    }

    @Test
    void hasTwoCodesAtLeast() {
        HuffmanCode code = HuffmanCode.of(new int[30], 15);
        assertThat(code.length(0)).isEqualTo(1);
        assertThat(code.length(1)).isEqualTo(1);
        assertThat(code.size()).isEqualTo(2);
        assertThat(HuffmanCode.of(new int[] {0, 0, 9}, 15).length(2)).isEqualTo(1);
    }
}
