package dev.onionyard.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageReference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ImageModuleTest
class OnionsTests {

    @Autowired
    private Images images;

    @Autowired
    private Onions onions;

    @Autowired
    private LayerStore store;

    @Autowired
    private ListedUsage usage;

    private TestStacks stacks;

    @BeforeEach
    void stacks() {
        stacks = new TestStacks(store, images);
    }

    @AfterEach
    void removeEverything() {
        usage.clear();
        for (int round = 0; round < 4; round++) {
            for (Image image : images.all()) {
                if (images.dependants(image.id()).children().isEmpty()) {
                    images.remove(image.id().toString(), true);
                }
            }
        }
        assertThat(images.all()).isEmpty();
    }

    @Test
    void pairsStepsWithLayers() {
        Layer base = stacks.layer("base:1000");
        Layer app = stacks.layer("app:200");
        var history = List.of(
                new HistoryEntry(null, "ADD base", "", "", false),
                new HistoryEntry(null, "/bin/sh -c #(nop)  CMD [\"sh\"]", "Ann", "why", true),
                new HistoryEntry(null, "/bin/sh -c touch app", "", "", false));
        Image image = images.register(
                TestStacks.config(List.of(base.diffId(), app.diffId()), history, Map.of()),
                List.of(base.id(), app.id()),
                List.of(ImageReference.parse("x")),
                Image.Origin.RESTORE,
                null);

        Onion onion = onions.of(image.id());

        assertThat(onion.rings()).extracting(Onion.Ring::index).containsExactly(0, 1, 2);
        assertThat(onion.rings())
                .extracting(Onion.Ring::instruction)
                .containsExactly("ADD base", "CMD [\"sh\"]", "RUN touch app");
        assertThat(onion.rings().get(1).layer()).isNull();
        assertThat(onion.rings().get(1).author()).isEqualTo("Ann");
        Onion.RingLayer top = onion.rings().get(2).layer();
        assertThat(top).isNotNull();
        assertThat(top.position()).isEqualTo(1);
        assertThat(top.diffId()).isEqualTo(app.diffId());
        assertThat(top.chainId())
                .isEqualTo(ChainId.ofStack(List.of(base.diffId(), app.diffId())).getLast());
        assertThat(top.contentBytes()).isEqualTo(200);
        assertThat(top.sizes().total()).isEqualTo(1200);
        assertThat(top.topLevel()).containsExactly("app");
        assertThat(top.entries()).isEqualTo(1);
        assertThat(onion.usage().all()).isEqualTo(1200);
    }

    @Test
    void namesWhoSharesALayerAtTheSamePlace() {
        Image image = stacks.image("me", "base", "mine");
        stacks.image("same", "base", "theirs");
        Image unnamed = stacks.image("", "base");
        stacks.image("elsewhere", "other", "base");

        List<Onion.Ring> rings = onions.of(image.id()).rings();

        Onion.RingLayer base = rings.getFirst().layer();
        Onion.RingLayer mine = rings.getLast().layer();
        assertThat(base).isNotNull();
        assertThat(base.sharedWith())
                .containsExactlyInAnyOrder("same:latest", unnamed.id().shortForm());
        assertThat(base.sharedCount()).isEqualTo(2);
        assertThat(mine).isNotNull();
        assertThat(mine.sharedWith()).isEmpty();
    }

    @Test
    void limitsTheNamesButCountsAll() {
        Image image = stacks.image("me", "base");
        for (int i = 0; i < 30; i++) {
            stacks.image("other" + i, "base", "top" + i);
        }

        Onion.RingLayer base = onions.of(image.id()).rings().getFirst().layer();

        assertThat(base).isNotNull();
        assertThat(base.sharedWith()).hasSize(Onion.RingLayer.SHARED_LIMIT);
        assertThat(base.sharedCount()).isEqualTo(30);
    }

    @Test
    void peelsTheMostLayers() {
        String[] files =
                IntStream.range(0, Image.LAYER_LIMIT).mapToObj(i -> "file" + i).toArray(String[]::new);
        Image image = stacks.image("deep", files);

        assertThat(onions.of(image.id()).rings()).hasSize(127);
        assertThatThrownBy(() -> {
                    List<DiffId> tooMany =
                            Collections.nCopies(128, stacks.layer("x").diffId());
                    images.register(
                            TestStacks.config(tooMany, List.of(), Map.of()),
                            Collections.nCopies(128, stacks.layer("x").id()),
                            List.of(),
                            Image.Origin.IMPORT,
                            null);
                })
                .hasMessageContaining("128 layers, and the limit is 127");
    }

    @Test
    void refusesAnUnknownImage() {
        var unknown = TestStacks.config(List.of(), List.of(), Map.of()).id();

        assertThatThrownBy(() -> onions.of(unknown)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> onions.lineageOf(unknown)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void findsTheFamilyByLayers() {
        Image base = stacks.image("base", "base");
        Image tomcat = stacks.image("tomcat", "base", "jre", "tomcat");
        Image app = stacks.image("app", "base", "jre", "tomcat", "app");
        stacks.image("stranger", "other", "base");
        usage.containers.put(tomcat.id(), List.of("web"));

        Lineage middle = onions.lineageOf(tomcat.id());

        assertThat(middle.parent()).extracting(Image::id).isEqualTo(base.id());
        assertThat(middle.ancestors()).extracting(Image::id).containsExactly(base.id());
        assertThat(middle.children()).extracting(Image::id).containsExactly(app.id());
        assertThat(middle.containers()).containsExactly("web");
        assertThat(onions.lineageOf(base.id()).parent()).isNull();
        assertThat(onions.lineageOf(base.id()).children()).extracting(Image::id).containsExactly(tomcat.id());
        assertThat(onions.lineageOf(app.id()).ancestors())
                .extracting(Image::id)
                .containsExactly(base.id(), tomcat.id());
    }

    @Test
    void theRecordedParentComesFirst() {
        stacks.image("base", "base");
        Image real = stacks.image("real", "base", "layer");
        Image child = stacks.child("child", real.id(), "base", "layer", "own");
        Image sameStack = stacks.child("relabelled", child.id(), "base", "layer", "own", "tip");

        assertThat(onions.lineageOf(child.id()).parent()).extracting(Image::id).isEqualTo(real.id());
        assertThat(onions.lineageOf(real.id()).children()).extracting(Image::id).containsExactly(child.id());
        assertThat(onions.lineageOf(sameStack.id()).ancestors()).hasSize(3);
    }
}
