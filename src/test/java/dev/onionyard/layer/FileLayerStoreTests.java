package dev.onionyard.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.CorruptedException;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store without privilege, as an ordinary user has it.
class FileLayerStoreTests extends LayerStoreContract {

    @TempDir
    Path directory;

    private final List<FileLayerStore> opened = new ArrayList<>();
    private FileLayerStore store;

    @BeforeEach
    void open() {
        store = newStore();
    }

    @AfterEach
    void close() {
        opened.forEach(FileLayerStore::destroy);
    }

    @Override
    LayerStore store() {
        return store;
    }

    @Override
    LayerStore reopened() {
        return newStore();
    }

    @Override
    List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.toList();
        }
    }

    @Test
    void sweepsWhatACrashLeftBeforeTheRename() throws IOException {
        Path half = directory.resolve("tmp/layer-1/tree/etc");
        Files.createDirectories(half);
        Files.writeString(half.resolve("half"), "x");
        assertThat(newStore().all()).isEmpty();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void leavesOutALayerWhoseIndexIsDamaged() throws IOException {
        Layer good = register(new TestTar().file("good", ""));
        Layer bad = register(new TestTar().file("bad", ""));
        Path index = bad.tree().resolveSibling("index");
        byte[] bytes = Files.readAllBytes(index);
        bytes[40] ^= 1;
        Files.write(index, bytes);
        assertThat(reopened().all()).containsExactly(good);
    }

    @Test
    void noticesADamagedIndexBody() throws IOException {
        Layer layer = register(new TestTar().file("a", "a"));
        Path index = layer.tree().resolveSibling("index");
        byte[] bytes = Files.readAllBytes(index);
        bytes[bytes.length - 1] ^= 1;
        Files.write(index, bytes);
        LayerStore reopened = reopened();
        assertThatThrownBy(() -> reopened.index(layer.id()))
                .isInstanceOf(CorruptedException.class)
                .hasMessageContaining("it is damaged");
    }

    @Test
    void noticesADamagedRecipe() throws IOException {
        Layer layer = register(new TestTar().file("a", "a"));
        Path recipe = layer.tree().resolveSibling("recipe");
        byte[] bytes = Files.readAllBytes(recipe);
        Files.write(recipe, java.util.Arrays.copyOf(bytes, bytes.length - 10));
        assertThatThrownBy(() -> store.verify(layer.id(), ProgressListener.NONE))
                .isInstanceOf(CorruptedException.class);
    }

    private FileLayerStore newStore() {
        var store = new FileLayerStore(
                directory, new DirectoryForm(Privilege.ofThisProcess().withoutRoot()));
        opened.add(store);
        return store;
    }
}
