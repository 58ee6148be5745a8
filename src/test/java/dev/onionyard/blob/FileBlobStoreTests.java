package dev.onionyard.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.CorruptedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTests extends BlobStoreContract {

    @TempDir
    Path directory;

    private FileBlobStore store;

    @BeforeEach
    void open() {
        store = new FileBlobStore(directory);
    }

    @Override
    BlobStore store() {
        return store;
    }

    @Test
    void findsBlobsAgainAfterARestart() {
        Blob blob = store.put(new byte[] {1, 2, 3});
        assertThat(new FileBlobStore(directory).list()).containsExactly(blob);
    }

    @Test
    void sweepsWhatACrashLeft() throws IOException {
        Files.write(directory.resolve("tmp/ingest-123"), new byte[10]);
        assertThat(new FileBlobStore(directory).list()).isEmpty();
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void noticesThatABlobChangedOnDisk() throws IOException {
        Blob blob = store.put(new byte[] {1, 2, 3});
        Files.write(directory.resolve("sha256").resolve(blob.digest().hex()), new byte[] {1, 2, 4});
        assertThatThrownBy(() -> store.read(blob.digest()))
                .isInstanceOf(CorruptedException.class)
                .hasMessageContaining(blob.digest().toString());
    }
}
