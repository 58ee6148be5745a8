package dev.onionyard.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTests {

    private final byte[] plain = halfCompressible(700_000);

    @Test
    void tellsFormatsByMagic() throws IOException {
        assertThat(Compression.of(gzip(plain))).isEqualTo(Compression.GZIP);
        assertThat(Compression.of(Zstd.compress(plain))).isEqualTo(Compression.ZSTD);
        assertThat(Compression.of(plain)).isEqualTo(Compression.NONE);
        assertThat(Compression.of(new byte[0])).isEqualTo(Compression.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void givesThePlainBytesBack(Compression compression) throws IOException {
        assertThat(read(compress(compression, plain))).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void readsSeveralMembers(Compression compression) throws IOException {
        byte[] all = TarSamples.join(
                compress(compression, plain), compress(compression, new byte[0]), compress(compression, plain));
        assertThat(read(all)).isEqualTo(TarSamples.join(plain, plain));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void refusesTruncatedData(Compression compression) throws IOException {
        byte[] whole = compress(compression, plain);
        for (int length : new int[] {12, 100, whole.length / 2, whole.length - 9, whole.length - 1}) {
            assertThatThrownBy(() -> read(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("cannot read " + compression.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void refusesDamagedData(Compression compression) throws IOException {
        byte[] damaged = compress(compression, plain);
        damaged[damaged.length / 2] ^= 0x55;
        assertThatThrownBy(() -> read(damaged)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void gzipMayBePaddedWithZerosButNotFollowedByOtherThings() throws IOException {
        byte[] whole = gzip(plain);
        assertThat(read(Arrays.copyOf(whole, whole.length + 1000))).isEqualTo(plain);
        assertThatThrownBy(() -> read(TarSamples.join(whole, new byte[] {1, 2, 3})))
                .hasMessageContaining("something that is not gzip follows");
    }

    @Test
    void refusesAWrongGzipChecksum() throws IOException {
        byte[] whole = gzip(plain);
        whole[whole.length - 8] ^= 1;
        assertThatThrownBy(() -> read(whole)).hasMessageContaining("a checksum does not match");
    }

    private static byte[] read(byte[] bytes) throws IOException {
        try (var in = Compression.plain(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static byte[] compress(Compression compression, byte[] bytes) throws IOException {
        return switch (compression) {
            case NONE -> bytes;
            case GZIP -> gzip(bytes);
            case ZSTD -> zstd(bytes);
        };
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] zstd(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStream(out)) {
            zstd.setChecksum(true);
            zstd.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] halfCompressible(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        for (int i = 0; i < length; i += 2) {
            bytes[i] = 'a';
        }
        return bytes;
    }
}
