package dev.onionyard.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.blob.BlobStore;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.fixtures.ListedAudit;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ImageModuleTest
class ImagesTests {

    @Autowired
    private Images images;

    @Autowired
    private LayerStore store;

    @Autowired
    private LayerLeases leases;

    @Autowired
    private BlobStore blobs;

    @Autowired
    private ListedUsage usage;

    @Autowired
    private ListedAudit audit;

    @Autowired
    private EngineEvents bus;

    private final List<String> events = new ArrayList<>();
    private EngineEvents.Subscription subscription;
    private TestStacks stacks;

    @BeforeEach
    void listen() {
        events.clear();
        stacks = new TestStacks(store, images);
        audit.clear();
        subscription = bus.subscribe(event -> events.add(text(event)));
    }

    @AfterEach
    void removeEverything() {
        subscription.close();
        usage.clear();
        // Children first: a parent with children is kept.
        for (int round = 0; round < 3; round++) {
            for (Image image : images.all()) {
                if (images.dependants(image.id()).children().isEmpty()) {
                    images.remove(image.id().toString(), true);
                }
            }
        }
        assertThat(images.all()).isEmpty();
        assertThat(blobs.list()).isEmpty();
        try (LayerLeases.Lease lease = leases.open()) {
            store.all().forEach(layer -> lease.brought(layer.id()));
        }
        assertThat(store.all()).isEmpty();
    }

    private static String text(EngineEvent event) {
        return event.action() + " " + event.attributes().get("name");
    }

    @Test
    void registersWithLayersTagsAndSize() {
        Image image = stacks.image("team/app:1", "base:1000", "app:200");

        assertThat(image.size()).isEqualTo(1200);
        assertThat(image.layers()).hasSize(2);
        assertThat(image.displayName()).isEqualTo("team/app:1");
        assertThat(image.origin()).isEqualTo(Image.Origin.RESTORE);
        assertThat(images.get(image.id())).usingRecursiveComparison().isEqualTo(image);
        assertThat(images.all()).extracting(Image::id).containsExactly(image.id());
        assertThat(audit.rows()).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void registeringAgainOnlyAddsNames() {
        Image image = stacks.image("a", "base");

        Image again = stacks.image("b:2", "base");

        assertThat(again.id()).isEqualTo(image.id());
        assertThat(again.tags()).extracting(ImageReference::familiar).containsExactly("a:latest", "b:2");
        assertThat(images.search(byName("")).total()).isEqualTo(1);
    }

    @Test
    void aNameMovesToTheNewImage() {
        Image old = stacks.image("a", "base");

        Image fresh = stacks.image("a", "other");

        assertThat(images.get("a").id()).isEqualTo(fresh.id());
        assertThat(images.get(old.id()).tags()).isEmpty();
    }

    @Test
    void refusesLayersThatAreNotThoseOfTheConfiguration() {
        Layer base = stacks.layer("base");
        Layer other = stacks.layer("other");
        var config = TestStacks.config(List.of(base.diffId()), List.of(), Map.of());

        assertThatThrownBy(() -> images.register(config, List.of(), List.of(), Image.Origin.IMPORT, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 diff ids, but 0 layers");
        assertThatThrownBy(() -> images.register(config, List.of(other.id()), List.of(), Image.Origin.IMPORT, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("\"" + base.diffId() + "\"");
        assertThatThrownBy(() -> images.register(
                        config, List.of(new LayerId(config.id().digest())), List.of(), Image.Origin.IMPORT, null))
                .isInstanceOf(NotFoundException.class);
        assertThat(images.all()).isEmpty();
    }

    @Test
    void keepsTheSameLayerTwiceInOneImage() {
        Image image = stacks.image("twice", "same:10", "same:10");

        assertThat(image.layers()).hasSize(2);
        assertThat(image.size()).isEqualTo(20);
        ImagePage.Row row = images.search(byName("twice")).rows().getFirst();
        assertThat(row.uniqueSize()).isEqualTo(20);
        assertThat(images.remove("twice", false).deletedLayers()).hasSize(1);
    }

    @Test
    void findsByIdPrefixAndName() {
        Image image = stacks.image("localhost:5000/x:1", "base");
        String hex = image.id().digest().hex();

        for (String name :
                List.of(hex, "sha256:" + hex, hex.substring(0, 12), hex.substring(0, 5), "localhost:5000/x:1")) {
            assertThat(images.find(name)).map(Image::id).contains(image.id());
        }
        assertThat(images.find("localhost:5000/x")).isEmpty();
        assertThat(images.find("sha256:" + "0".repeat(64))).isEmpty();
        assertThat(images.find("No Name!")).isEmpty();
        assertThat(images.find("")).isEmpty();
        assertThatThrownBy(() -> images.get("nothing:1"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("No such image: nothing:1");
    }

    @Test
    void refusesShortIdsThatFitSeveralImages() {
        for (int i = 0; i < 17; i++) {
            stacks.image("n" + i, "file" + i);
        }
        List<String> first = images.all().stream()
                .map(image -> image.id().digest().hex().substring(0, 1))
                .toList();
        String twice = first.stream()
                .filter(digit -> first.indexOf(digit) != first.lastIndexOf(digit))
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(() -> images.find(twice))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("fits several images");
    }

    @Test
    void aNameWinsOverTheBeginningOfAnId() {
        Image image = stacks.image("x", "base");
        String prefix = image.id().digest().hex().substring(0, 6);
        Image named = stacks.image(prefix, "other");

        assertThat(images.get(prefix).id()).isEqualTo(named.id());
    }

    @Test
    void tagsMoveAndLeaveATrace() {
        Image image = stacks.image("a", "base");
        Image other = stacks.image("b", "other");

        images.tag(other.id(), ImageReference.parse("a"));

        assertThat(images.get("a").id()).isEqualTo(other.id());
        assertThat(images.get(image.id()).tags()).isEmpty();
        assertThat(events).containsExactly("tag a:latest");
        assertThat(audit.rows()).containsExactly("image.tag a:latest: ok");
        assertThatThrownBy(
                        () -> images.tag(new ImageId(image.layers().getFirst().digest()), ImageReference.parse("x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("No such image: ");
        assertThatThrownBy(() -> images.tag(image.id(), ImageReference.parse("x@" + image.id())))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void removingOneOfSeveralNamesOnlyUntags() {
        Image image = stacks.image("a", "base");
        images.tag(image.id(), ImageReference.parse("b"));
        usage.containers.put(image.id(), List.of("web"));

        Images.Removal removal = images.remove("a", false);

        assertThat(removal.untagged()).extracting(ImageReference::familiar).containsExactly("a:latest");
        assertThat(removal.deletedImages()).isEmpty();
        assertThat(images.get("b").id()).isEqualTo(image.id());
    }

    @Test
    void removingTheLastNameRemovesImageLayersAndBlob() {
        Image image = stacks.image("a", "base:1000", "top:10");
        stacks.image("b", "base:1000");
        events.clear();

        Images.Removal removal = images.remove("a", false);

        assertThat(removal.deletedImages()).containsExactly(image.id());
        assertThat(removal.deletedLayers()).containsExactly(image.layers().getLast());
        assertThat(removal.freedBytes()).isEqualTo(10 + 4096);
        assertThat(store.all())
                .extracting(Layer::id)
                .containsExactly(image.layers().getFirst());
        assertThat(blobs.find(image.id().digest())).isEmpty();
        assertThat(events).containsExactly("untag " + image.id(), "delete " + image.id());
        assertThat(audit.rows()).contains("image.remove a: ok");
        assertThat(images.find("a")).isEmpty();
    }

    @Test
    void refusesToRemoveByIdWithSeveralNames() {
        Image image = stacks.image("a", "base");
        images.tag(image.id(), ImageReference.parse("b"));

        assertThatThrownBy(() -> images.remove(image.id().shortForm(), false))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("several names (\"a:latest\", \"b:latest\")");

        assertThat(images.remove(image.id().shortForm(), true).untagged()).hasSize(2);
        assertThat(images.all()).isEmpty();
    }

    @Test
    void refusesNamingContainersAndForceOnlyUntags() {
        Image image = stacks.image("a", "base");
        usage.containers.put(image.id(), List.of("web", "db"));

        for (String name : List.of("a", image.id().toString())) {
            assertThatThrownBy(() -> images.remove(name, false))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("used by container \"web\", \"db\"");
        }
        assertThat(images.get("a").id()).isEqualTo(image.id());

        Images.Removal removal = images.remove("a", true);

        assertThat(removal.untagged()).hasSize(1);
        assertThat(removal.deletedImages()).isEmpty();
        assertThat(images.get(image.id()).tags()).isEmpty();
        assertThatThrownBy(() -> images.remove(image.id().toString(), true)).isInstanceOf(ConflictException.class);
        assertThat(store.all()).hasSize(1);
        usage.clear();
    }

    @Test
    void refusesNamingChildImages() {
        Image base = stacks.image("base", "base");
        Image child = stacks.child("child", base.id(), "base", "top");

        assertThatThrownBy(() -> images.remove("base", false))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("parent of image \"child:latest\"");
        assertThat(images.dependants(base.id()).children())
                .extracting(Image::id)
                .containsExactly(child.id());
        assertThat(images.dependants(base.id()).freedBytes()).isZero();

        images.remove("child", false);
        images.remove("base", false);
        assertThat(store.all()).isEmpty();
    }

    @Test
    void anUnnamedStepOfABuildGoesWithItsLastChild() {
        Image base = stacks.image("base", "base");
        Image step = stacks.child("", base.id(), "base", "step");
        Image result = stacks.child("result", step.id(), "base", "step", "result");

        Images.Removal removal = images.remove("result", false);

        assertThat(removal.deletedImages()).containsExactly(result.id(), step.id());
        assertThat(images.all()).extracting(Image::id).containsExactly(base.id());
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void neverRemovesLayersThatContainersStandOn() {
        Image image = stacks.image("a", "base", "top");
        usage.layers.add(image.layers().getFirst());

        Images.Removal removal = images.remove("a", false);

        assertThat(removal.deletedLayers()).containsExactly(image.layers().getLast());
        assertThat(store.all())
                .extracting(Layer::id)
                .containsExactly(image.layers().getFirst());

        usage.clear();
        try (LayerLeases.Lease lease = leases.open()) {
            lease.brought(image.layers().getFirst());
        }
        assertThat(store.all()).isEmpty();
    }

    @Test
    void removesNoLayerWhileALeaseIsOpen() {
        Image image = stacks.image("a", "base");

        try (LayerLeases.Lease lease = leases.open()) {
            images.remove("a", false);
            assertThat(store.all()).hasSize(1);
            stacks.image("b", "base");
        }

        assertThat(store.all()).extracting(Layer::id).isEqualTo(image.layers());
        images.remove("b", false);
        assertThat(store.all()).isEmpty();
    }

    @Test
    void whatALeaseBroughtGoesUnlessAnImageHasIt() {
        try (LayerLeases.Lease first = leases.open()) {
            try (LayerLeases.Lease second = leases.open()) {
                second.brought(stacks.layer("lost").id());
                second.brought(stacks.layer("kept").id());
            }
            assertThat(store.all()).hasSize(2);
            stacks.image("a", "kept");
        }
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void removingAndRegisteringAtOnceNeverLosesALayer() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var work = new ArrayList<Callable<Void>>();
            for (int i = 0; i < 40; i++) {
                String name = "n" + i;
                work.add(() -> registerAndRemove(name));
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        assertThat(images.all()).isEmpty();
        assertThat(store.all()).isEmpty();
    }

    private @Nullable Void registerAndRemove(String name) {
        try (LayerLeases.Lease lease = leases.open()) {
            lease.brought(stacks.layer("shared").id());
            stacks.image(name, "shared", name);
        }
        Image image = images.get(name);
        image.layers().forEach(store::get);
        images.remove(name, false);
        return null;
    }

    @Test
    void namesDependants() {
        Image image = stacks.image("a", "base:1000", "own:500");
        stacks.image("b", "base:1000");
        usage.containers.put(image.id(), List.of("web"));

        Images.Dependants dependants = images.dependants(image.id());

        assertThat(dependants.containers()).containsExactly("web");
        assertThat(dependants.children()).isEmpty();
        assertThat(dependants.freedBytes()).isEqualTo(500 + 4096);
        usage.clear();
    }

    private static ImageQuery byName(String text) {
        return new ImageQuery(text, ImageQuery.Sort.NAME, false, 0, 50);
    }
}
