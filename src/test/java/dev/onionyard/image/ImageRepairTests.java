package dev.onionyard.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.home.HomeDirectory;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ImageModuleTest
class ImageRepairTests {

    @Autowired
    private Images images;

    @Autowired
    private LayerStore store;

    @Autowired
    private ImageRepair repair;

    @Autowired
    private LeftoverLayers leftovers;

    @Autowired
    private LayerLeases leases;

    @Autowired
    private ListedUsage usage;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private HomeDirectory home;

    private Image base;
    private Image child;

    @BeforeEach
    void fill() {
        var stacks = new TestStacks(store, images);
        base = stacks.image("base", "base:100");
        child = stacks.child("child", base.id(), "base:100", "child:10");
    }

    @AfterEach
    void removeEverything() {
        images.all().stream()
                .filter(image -> image.parent() != null)
                .forEach(image -> images.remove(image.id().toString(), true));
        images.all().forEach(image -> images.remove(image.id().toString(), true));
        assertThat(records()).isEmpty();
        usage.clear();
        try (LayerLeases.Lease lease = leases.open()) {
            store.all().forEach(layer -> lease.brought(layer.id()));
        }
    }

    @Test
    void listsImagesAgainWhenTheDatabaseIsLost() {
        for (String table : List.of("image_tags", "image_layers", "images", "layers")) {
            jdbc.sql("delete from " + table).update();
        }
        assertThat(images.all()).isEmpty();

        repair.afterPropertiesSet();

        Image again = images.get(child.id());
        assertThat(again.layers()).isEqualTo(child.layers());
        assertThat(again.parent()).isEqualTo(base.id());
        assertThat(again.origin()).isEqualTo(child.origin());
        assertThat(again.stored()).isEqualTo(child.stored());
        assertThat(again.tags()).isEmpty();
        assertThat(images.dependants(child.id()).freedBytes()).isEqualTo(10 + 4096);
    }

    @Test
    void removesLayersThatACrashLeft() {
        var stacks = new TestStacks(store, images);
        stacks.layer("left-over");
        usage.layers.add(stacks.layer("of-a-container").id());

        repair.afterPropertiesSet();
        leftovers.sweep();

        assertThat(store.all()).hasSize(3);
        assertThat(store.all())
                .extracting(Layer::id)
                .containsAll(child.layers())
                .containsAll(usage.layers);
    }

    @Test
    void keepsAllLayersWhenThereAreNoRows() {
        images.remove("child", false);
        images.remove("base", false);
        new TestStacks(store, images).layer("of-a-lost-image");

        leftovers.sweep();

        assertThat(store.all()).hasSize(1);
    }

    @Test
    void writesMissingRecordsAgain() throws IOException {
        for (Path record : records()) {
            Files.delete(record);
        }

        repair.afterPropertiesSet();

        assertThat(records()).hasSize(2);
        assertThat(images.all()).hasSize(2);
    }

    @Test
    void leavesAloneWhatItCannotRead() throws IOException {
        Path broken = home.directory("images").resolve("ab.json");
        Files.writeString(broken, "{\"id\":");
        images.remove("child", false);
        Path noBlob = home.directory("images").resolve("cd.json");
        Files.writeString(
                noBlob,
                "{\"id\":\"" + child.id() + "\",\"layers\":[],\"stored\":\"2026-01-01T00:00:00Z\","
                        + "\"origin\":\"RESTORE\"}");

        repair.afterPropertiesSet();

        assertThat(images.all()).extracting(Image::id).containsExactly(base.id());
        Files.delete(broken);
        Files.delete(noBlob);
    }

    private List<Path> records() {
        try (var files = Files.list(home.directory("images"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
