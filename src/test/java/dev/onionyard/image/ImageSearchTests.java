package dev.onionyard.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.ImageQuery.Sort;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ImageModuleTest
class ImageSearchTests {

    @Autowired
    private Images images;

    @Autowired
    private LayerStore store;

    @Autowired
    private ListedUsage usage;

    private Image tomcat;
    private Image busybox;
    private Image unnamed;

    @BeforeEach
    void fill() {
        var stacks = new TestStacks(store, images);
        tomcat = stacks.register(
                "lxl/tomcat02:9",
                null,
                Map.of("Maintainer", "Ann 100%_sure", "big", "x".repeat(9000)),
                "base:1000",
                "tomcat:500");
        busybox = stacks.image("busybox:1.36", "busybox:20");
        unnamed = stacks.image("", "base:1000", "unnamed:1", "more:1");
        usage.containers.put(unnamed.id(), List.of("web", "db"));
        usage.containers.put(busybox.id(), List.of("box"));
    }

    @AfterEach
    void removeEverything() {
        usage.clear();
        images.all().forEach(image -> images.remove(image.id().toString(), true));
    }

    @Test
    void tellsUniqueAndSharedSizes() {
        ImagePage rows = query("", Sort.NAME, false);

        assertThat(row(rows, tomcat))
                .extracting(ImagePage.Row::size, ImagePage.Row::uniqueSize, ImagePage.Row::sharedSize)
                .containsExactly(1500L, 500L, 1000L);
        assertThat(row(rows, unnamed))
                .extracting(
                        ImagePage.Row::size,
                        ImagePage.Row::uniqueSize,
                        ImagePage.Row::sharedSize,
                        ImagePage.Row::layers)
                .containsExactly(1002L, 2L, 1000L, 3);
        assertThat(row(rows, busybox).uniqueSize()).isEqualTo(20);
        assertThat(row(rows, busybox).created())
                .isEqualTo(busybox.config().content().created());
    }

    @Test
    void unnamedSharesBecomeUniqueWhenTheOtherGoes() {
        images.remove("lxl/tomcat02:9", false);

        assertThat(row(query("", Sort.NAME, false), unnamed).uniqueSize()).isEqualTo(1002);
    }

    @Test
    void sortsByEachColumnBothWays() {
        assertThat(ids(query("", Sort.NAME, false))).containsExactly(busybox.id(), tomcat.id(), unnamed.id());
        assertThat(ids(query("", Sort.NAME, true))).containsExactly(tomcat.id(), busybox.id(), unnamed.id());
        assertThat(ids(query("", Sort.SIZE, true))).containsExactly(tomcat.id(), unnamed.id(), busybox.id());
        assertThat(ids(query("", Sort.UNIQUE_SIZE, true))).containsExactly(tomcat.id(), busybox.id(), unnamed.id());
        assertThat(ids(query("", Sort.CREATED, true))).containsExactly(unnamed.id(), tomcat.id(), busybox.id());
        assertThat(ids(query("", Sort.CONTAINERS, true))).containsExactly(unnamed.id(), busybox.id(), tomcat.id());
        assertThat(ids(query("", Sort.CONTAINERS, false))).containsExactly(tomcat.id(), busybox.id(), unnamed.id());
    }

    @Test
    void searchesNamesTagsIdsAndLabels() {
        String hex = unnamed.id().digest().hex();

        assertThat(ids(query("TOMCAT", Sort.NAME, false))).containsExactly(tomcat.id());
        assertThat(ids(query("1.36", Sort.NAME, false))).containsExactly(busybox.id());
        assertThat(ids(query(hex.substring(0, 10), Sort.NAME, false))).containsExactly(unnamed.id());
        assertThat(ids(query("sha256:" + hex, Sort.NAME, false))).containsExactly(unnamed.id());
        assertThat(ids(query("maintainer=ann", Sort.NAME, false))).containsExactly(tomcat.id());
        assertThat(ids(query(" 100%_ ", Sort.NAME, false))).containsExactly(tomcat.id());
        assertThat(ids(query("%", Sort.NAME, false))).containsExactly(tomcat.id());
        assertThat(ids(query("b_sy", Sort.NAME, false))).isEmpty();
        assertThat(ids(query("!'; drop table images", Sort.SIZE, false))).isEmpty();
    }

    @Test
    void showsTagsAndContainers() {
        images.tag(busybox.id(), ImageReference.parse("alias"));

        ImagePage.Row row = row(query("busybox", Sort.SIZE, false), busybox);

        assertThat(row.tags()).extracting(ImageReference::familiar).containsExactly("alias:latest", "busybox:1.36");
        assertThat(row.containers()).isEqualTo(1);
    }

    @Test
    void pages() {
        for (Sort sort : Sort.values()) {
            var seen = new ArrayList<ImageId>();
            for (int page = 0; page < 4; page++) {
                ImagePage found = images.search(new ImageQuery("", sort, false, page, 1));
                assertThat(found.total()).isEqualTo(3);
                seen.addAll(ids(found));
            }
            assertThat(seen).containsExactlyInAnyOrder(tomcat.id(), busybox.id(), unnamed.id());
        }
    }

    @Test
    void refusesSenselessPages() {
        assertThatThrownBy(() -> images.search(new ImageQuery("", Sort.NAME, false, -1, 10)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> images.search(new ImageQuery("", Sort.NAME, false, 0, 201)))
                .isInstanceOf(InvalidInputException.class);
    }

    private ImagePage query(String text, Sort sort, boolean descending) {
        return images.search(new ImageQuery(text, sort, descending, 0, 50));
    }

    private static List<ImageId> ids(ImagePage page) {
        return page.rows().stream().map(ImagePage.Row::id).toList();
    }

    private static ImagePage.Row row(ImagePage page, Image image) {
        return page.rows().stream()
                .filter(row -> row.id().equals(image.id()))
                .findFirst()
                .orElseThrow();
    }
}
