package dev.onionyard.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [BlobStore] keeps to.
abstract class BlobStoreContract {

    private final byte[] content = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    private final Digest digest = Digest.of(content);

    abstract BlobStore store();

    @Test
    void givesBackWhatItStored() throws IOException {
        Blob blob = store().ingest(in(content), digest, content.length);
        assertThat(blob).isEqualTo(new Blob(digest, content.length));
        assertThat(store().find(digest)).contains(blob);
        assertThat(store().read(digest)).isEqualTo(content);
        try (InputStream in = store().open(digest)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void storesBytesOfUnknownDigestAndSize() throws IOException {
        byte[] large = new byte[1_000_000];
        new Random(3).nextBytes(large);
        Blob blob = store().ingest(in(large), null, BlobStore.UNKNOWN_SIZE);
        assertThat(blob).isEqualTo(new Blob(Digest.of(large), large.length));
        assertThat(store().read(blob.digest())).isEqualTo(large);
    }

    @Test
    void storesNothingTwice() {
        assertThat(store().put(content)).isEqualTo(store().put(content));
        assertThat(store().list()).hasSize(1);
    }

    @Test
    void storesTheEmptyBlob() {
        Blob blob = store().put(new byte[0]);
        assertThat(blob.size()).isZero();
        assertThat(store().read(blob.digest())).isEmpty();
    }

    @Test
    void refusesAnotherDigest() {
        Digest other = Digest.of(new byte[] {1});
        assertThatThrownBy(() -> store().ingest(in(content), other, BlobStore.UNKNOWN_SIZE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(other.toString())
                .hasMessageContaining(digest.toString());
        assertThat(store().list()).isEmpty();
    }

    @Test
    void refusesAnotherSize() {
        assertThatThrownBy(() -> store().ingest(in(content), digest, content.length + 1))
                .hasMessageContaining("expected 8 bytes, but there are 7");
        assertThatThrownBy(() -> store().ingest(in(content), digest, content.length - 1))
                .hasMessageContaining("expected 6 bytes, but there are more");
        assertThat(store().list()).isEmpty();
    }

    @Test
    void anUnknownBlobIsNotFound() {
        assertThat(store().find(digest)).isEmpty();
        assertThatThrownBy(() -> store().read(digest)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store().open(digest).close()).isInstanceOf(NotFoundException.class);
        assertThat(store().remove(digest)).isFalse();
    }

    @Test
    void removes() {
        store().put(content);
        assertThat(store().remove(digest)).isTrue();
        assertThat(store().find(digest)).isEmpty();
        assertThat(store().list()).isEmpty();
    }

    @Test
    void aStreamThatFailsLeavesNothing() {
        InputStream broken = new InputStream() {
            private int left = 1000;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("connection reset");
                }
                return 'x';
            }
        };
        assertThatThrownBy(() -> store().ingest(broken, null, BlobStore.UNKNOWN_SIZE))
                .isInstanceOf(IOException.class);
        assertThat(store().list()).isEmpty();
    }

    @Test
    void manyThreadsMayStoreTheSame() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Blob> put = () -> store().ingest(in(content), digest, content.length);
            for (var result :
                    threads.invokeAll(IntStream.range(0, 64).mapToObj(i -> put).toList())) {
                assertThat(result.get().digest()).isEqualTo(digest);
            }
        }
        assertThat(store().list()).hasSize(1);
    }

    private static InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
