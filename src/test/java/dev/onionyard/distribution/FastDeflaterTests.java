package dev.onionyard.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that was compressed is read again by zlib.
class FastDeflaterTests {

    private static final int WINDOW = 32 << 10;

    /// All blocks as one stream, each with the end of the one before as its dictionary.
    private static byte[] compress(byte[] content, int block) {
        var out = new ByteArrayOutputStream();
        byte[] before = {};
        int at = 0;
        do {
            int length = Math.min(block, content.length - at);
            byte[] part = Arrays.copyOfRange(content, at, at + length);
            at += length;
            out.writeBytes(FastDeflater.compress(before, part, length, at == content.length));
            before = Arrays.copyOfRange(content, Math.max(0, at - Math.min(length, WINDOW)), at);
        } while (at < content.length);
        return out.toByteArray();
    }

    private static byte[] inflate(byte[] compressed, int expected) throws DataFormatException {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(compressed);
            byte[] plain = new byte[expected + 1];
            int size = 0;
            while (!inflater.finished() && !inflater.needsInput()) {
                size += inflater.inflate(plain, size, plain.length - size);
            }
            assertThat(inflater.finished()).isTrue();
            assertThat(inflater.getRemaining()).isZero();
            return Arrays.copyOf(plain, size);
        } finally {
            inflater.end();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 258, 259, 32_767, 32_768, 32_769, 65_535, 65_536, 300_000})
    void givesBackContentOfEveryKind(int size) throws DataFormatException {
        var random = new Random(size);
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        byte[] same = new byte[size];
        byte[] text = new byte[size];
        byte[] far = new byte[size];
        for (int i = 0; i < size; i++) {
            text[i] = (byte) ("etaoin shrdlu".charAt(random.nextInt(13)));
            far[i] = i < WINDOW ? noise[i] : far[i - WINDOW]; // Repeats at the largest distance.
        }
        for (byte[] content : new byte[][] {noise, same, text, far}) {
            assertThat(inflate(compress(content, 128 << 10), size)).isEqualTo(content);
            assertThat(inflate(compress(content, 40_000), size)).isEqualTo(content);
        }
    }

    @Test
    void givesBackRandomMixtures() throws DataFormatException {
        for (int seed = 0; seed < 200; seed++) {
            byte[] content = mixture(new Random(seed));
            assertThat(inflate(compress(content, 100_000), content.length))
                    .as("seed %d", seed)
                    .isEqualTo(content);
        }
    }

    /// Noise, repetitions of what went before at any distance, runs, and words of few letters.
    private static byte[] mixture(Random random) {
        byte[] content = new byte[random.nextInt(250_000)];
        int at = 0;
        while (at < content.length) {
            int length = Math.min(content.length - at, 1 + random.nextInt(1 << random.nextInt(13)));
            int kind = random.nextInt(4);
            int distance = 1 + random.nextInt(Math.max(1, Math.min(at, 70_000)));
            byte run = (byte) random.nextInt();
            for (int i = at; i < at + length; i++) {
                content[i] = switch (kind) {
                    case 0 -> (byte) random.nextInt();
                    case 1 -> i >= distance ? content[i - distance] : 0;
                    case 2 -> run;
                    default -> (byte) ('a' + random.nextInt(3));
                };
            }
            at += length;
        }
        return content;
    }

    @Test
    void comesToAboutTheSizeOfTheFastestZlib() {
        byte[] content = new byte[400_000];
        var random = new Random(1);
        for (int i = 0; i < content.length; i++) {
            content[i] = random.nextInt(4) == 0 || i < 500
                    ? (byte) ('a' + random.nextInt(20))
                    : content[i - 400 - random.nextInt(3)];
        }
        var zlib = new Deflater(1, true);
        zlib.setInput(content);
        zlib.finish();
        int theirs = zlib.deflate(new byte[content.length]);
        zlib.end();
        assertThat(compress(content, 512 << 10).length).isLessThan(theirs * 11 / 10);
    }

    @Test
    void noiseGrowsByLittle() {
        byte[] noise = new byte[512 << 10];
        new Random(2).nextBytes(noise);
        assertThat(compress(noise, 512 << 10).length).isLessThan(noise.length + 200);
    }
}
