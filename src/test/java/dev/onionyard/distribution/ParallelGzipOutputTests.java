package dev.onionyard.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelGzipOutputTests {

    private static byte[] compress(byte[] content, int threads, int ahead) throws IOException {
        var out = new ByteArrayOutputStream();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads);
                var gzip = new ParallelGzipOutput(out, pool, ahead)) {
            // Pieces that do not fit the blocks.
            for (int done = 0; done < content.length; done += 70_001) {
                gzip.write(content, done, Math.min(70_001, content.length - done));
            }
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512 << 10, (512 << 10) + 1, 3_000_000})
    void givesBackWhatWentInWhateverTheNumberOfThreads(int size) throws IOException {
        byte[] content = new byte[size];
        var random = new Random(size);
        for (int i = 0; i < size; i++) {
            // One half noise, one half text.
            content[i] = (byte) (i % 1000 < 500 ? random.nextInt() : 'a' + i % 7);
        }
        byte[] compressed = compress(content, 1, 1);
        assertThat(compress(content, 3, 7)).isEqualTo(compressed);
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            assertThat(plain.readAllBytes()).isEqualTo(content);
        }
    }
}
