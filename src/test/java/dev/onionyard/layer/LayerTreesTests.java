package dev.onionyard.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.layer.LayerTrees.Hidden;
import dev.onionyard.layer.LayerTrees.Node;
import dev.onionyard.layer.LayerTrees.Sign;
import dev.onionyard.layer.LayerTrees.Usage;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerTreesTests {

    @TempDir
    Path directory;

    private FileLayerStore store;
    private LayerTrees trees;

    @BeforeEach
    void open() {
        store = new FileLayerStore(
                directory.resolve("layers"),
                new DirectoryForm(Privilege.ofThisProcess().withoutRoot()));
        trees = new IndexedLayerTrees(store);
    }

    @AfterEach
    void close() {
        store.destroy();
    }

    // Merged trees

    @Test
    void mergesLayersAndSignsWhatTheTopOneDoes() throws IOException {
        List<LayerId> stack = stack(
                new TestTar()
                        .folder("etc")
                        .file("etc/hosts", "old")
                        .file("etc/same", "same")
                        .file("etc/gone", "gone")
                        .folder("empty"),
                new TestTar()
                        .folder("etc")
                        .file("etc/hosts", "newer")
                        .file("etc/new", "n")
                        .whiteout("etc/", "gone"));
        assertThat(signs(trees.merged(stack, ""))).containsExactly("empty UNCHANGED", "etc CHANGED");
        assertThat(signs(trees.merged(stack, "etc")))
                .containsExactly("etc/gone REMOVED", "etc/hosts CHANGED", "etc/new ADDED", "etc/same UNCHANGED");
        assertThat(signs(trees.changed(stack, "etc")))
                .containsExactly("etc/gone REMOVED", "etc/hosts CHANGED", "etc/new ADDED");
        assertThat(signs(trees.changed(stack, ""))).containsExactly("etc CHANGED");
        Node hosts = trees.merged(stack, "etc").get(1);
        assertThat(hosts.entry().size()).isEqualTo(5);
        assertThat(hosts.before()).isNotNull();
        assertThat(hosts.before().size()).isEqualTo(3);
        assertThat(hosts.layer()).isEqualTo(1);
        assertThat(trees.merged(stack, "etc").getFirst().layer()).isZero();
    }

    @Test
    void tellsWhetherThereIsSomethingToSeeInAFolder() throws IOException {
        List<LayerId> stack = stack(
                new TestTar()
                        .folder("a")
                        .file("a/x", "")
                        .folder("b")
                        .file("b/x", "")
                        .folder("c")
                        .folder("d"),
                new TestTar().folder("a").whiteout("a/", "x").folder("c").file("c/y", ""));
        // What is removed in a can be seen.
        assertThat(trees.merged(stack, "").stream().map(Node::hasChildren)).containsExactly(true, true, true, false);
        assertThat(trees.changed(stack, "").stream().map(Node::hasChildren)).containsExactly(true, true);
    }

    @Test
    void aFolderThatIsOnlyNamedAgainIsUnchanged() throws IOException {
        List<LayerId> stack = stack(
                new TestTar().folder("a").file("a/x", "").folder("b"),
                new TestTar().folder("a").add(TarEntry.directory("b").withMode(0700)));
        assertThat(signs(trees.merged(stack, ""))).containsExactly("a UNCHANGED", "b CHANGED");
        assertThat(signs(trees.changed(stack, ""))).containsExactly("b CHANGED");
    }

    @Test
    void whatIsBelowARemovedFolderIsRemoved() throws IOException {
        List<LayerId> stack =
                stack(new TestTar().folder("a").folder("a/b").file("a/b/x", "x"), new TestTar().whiteout("", "a"));
        assertThat(signs(trees.merged(stack, ""))).containsExactly("a REMOVED");
        assertThat(trees.merged(stack, "").getFirst().hasChildren()).isTrue();
        assertThat(signs(trees.merged(stack, "a"))).containsExactly("a/b REMOVED");
        assertThat(signs(trees.merged(stack, "a/b"))).containsExactly("a/b/x REMOVED");
    }

    @Test
    void anOpaqueFolderHidesAllLayersBelow() throws IOException {
        List<LayerId> stack = stack(
                new TestTar().folder("d").file("d/one", "1"),
                new TestTar().folder("d").file("d/two", "2"),
                new TestTar().folder("d").opaque("d").file("d/three", "3"));
        assertThat(signs(trees.merged(stack, "d"))).containsExactly("d/one REMOVED", "d/three ADDED", "d/two REMOVED");
        List<LayerId> withNext = new ArrayList<>(stack);
        withNext.add(register(new TestTar().folder("d").file("d/four", "4")));
        assertThat(signs(trees.merged(withNext, "d"))).containsExactly("d/four ADDED", "d/three UNCHANGED");
    }

    @Test
    void aFileInPlaceOfAFolderHidesWhatWasInIt() throws IOException {
        List<LayerId> stack = stack(new TestTar().folder("d").file("d/x", "xx"), new TestTar().file("d", "now a file"));
        assertThat(signs(trees.merged(stack, ""))).containsExactly("d CHANGED");
        assertThat(signs(trees.changed(stack, "d"))).containsExactly("d/x REMOVED");
    }

    @Test
    void unknownFoldersAreEmpty() throws IOException {
        List<LayerId> stack = stack(new TestTar().file("f", ""));
        assertThat(trees.merged(stack, "nope")).isEmpty();
        assertThat(trees.merged(stack, "f")).isEmpty();
        assertThat(trees.merged(List.of(), "")).isEmpty();
    }

    // Usage

    @Test
    void countsWhatLayersAddAndHide() throws IOException {
        List<LayerId> stack = stack(
                new TestTar()
                        .file("keep", "1234567890")
                        .file("replace", "12345")
                        .file("delete", "123"),
                new TestTar().file("replace", "1234567").whiteout("", "delete"),
                new TestTar().add(TarEntry.file("keep", 10).withMode(0600), ascii("1234567890")));
        Usage usage = trees.usage(stack);
        assertThat(usage.layers().stream().map(LayerTrees.Sizes::adds)).containsExactly(18L, -1L, 0L);
        assertThat(usage.layers().stream().map(LayerTrees.Sizes::total)).containsExactly(18L, 17L, 17L);
        assertThat(usage.all()).isEqualTo(35);
        assertThat(usage.visible()).isEqualTo(17);
        assertThat(usage.efficiency()).isEqualTo(17.0 / 35);
        assertThat(usage.hidden())
                .containsExactly(
                        new Hidden("keep", 10, 0, 2, Hidden.Reason.METADATA_ONLY),
                        new Hidden("replace", 5, 0, 1, Hidden.Reason.REPLACED),
                        new Hidden("delete", 3, 0, 1, Hidden.Reason.DELETED));
    }

    @Test
    void countsHardLinksOnceAndHidesThemWithTheirLastName() throws IOException {
        TestTar base = new TestTar().file("a", "12345").hardLink("b", "a").hardLink("c", "a");
        List<LayerId> one = stack(base, new TestTar().whiteout("", "a").whiteout("", "b"));
        assertThat(trees.usage(one).visible()).isEqualTo(5);
        assertThat(trees.usage(one).hidden()).isEmpty();
        List<LayerId> all = new ArrayList<>(one);
        all.add(register(new TestTar().file("c", "")));
        assertThat(trees.usage(all).visible()).isZero();
        assertThat(trees.usage(all).hidden()).containsExactly(new Hidden("a", 5, 0, 2, Hidden.Reason.REPLACED));
    }

    @Test
    void countsDeletedAndOpaqueFolders() throws IOException {
        List<LayerId> stack = stack(
                new TestTar()
                        .folder("d")
                        .folder("d/e")
                        .file("d/e/x", "123")
                        .file("d/y", "12")
                        .folder("f")
                        .file("f/z", "1"),
                new TestTar().folder("d").opaque("d").file("d/y", "99").whiteout("", "f"));
        Usage usage = trees.usage(stack);
        assertThat(usage.visible()).isEqualTo(2);
        assertThat(usage.hidden())
                .containsExactly(
                        new Hidden("d/e/x", 3, 0, 1, Hidden.Reason.DELETED),
                        new Hidden("d/y", 2, 0, 1, Hidden.Reason.REPLACED),
                        new Hidden("f/z", 1, 0, 1, Hidden.Reason.DELETED));
    }

    @Test
    void anOpaqueFolderHidesAlsoWhatIsInItsOwnFolders() throws IOException {
        List<LayerId> stack = stack(
                new TestTar().folder("d").folder("d/e").file("d/e/old", "123"),
                new TestTar().folder("d").opaque("d").folder("d/e").file("d/e/new", "1"));
        assertThat(signs(trees.merged(stack, "d/e"))).containsExactly("d/e/new ADDED", "d/e/old REMOVED");
        assertThat(trees.usage(stack).visible()).isEqualTo(1);
    }

    @Test
    void nothingIsAllEfficient() {
        assertThat(trees.usage(List.of()).efficiency()).isEqualTo(1);
    }

    @Test
    void everyByteIsVisibleOrHidden() throws IOException {
        var random = new Random(42);
        List<LayerId> stack = new ArrayList<>();
        for (int layer = 0; layer < 30; layer++) {
            stack.add(register(randomLayer(random)));
            Usage usage = trees.usage(stack);
            long hidden = usage.hidden().stream().mapToLong(Hidden::bytes).sum();
            assertThat(usage.visible() + hidden).isEqualTo(usage.all());
            assertThat(usage.visible()).isEqualTo(visibleBytes(stack, ""));
            assertThat(usage.layers().getLast().total()).isEqualTo(usage.visible());
        }
    }

    @Test
    void aWorkedOutUsageIsKept() throws IOException {
        List<LayerId> stack = stack(new TestTar().file("a", "a"));
        assertThat(trees.usage(stack)).isSameAs(trees.usage(new ArrayList<>(stack)));
    }

    // Changes of a writable layer

    @Test
    void listsChangesAsDockerDiffDoes() throws IOException {
        List<LayerId> stack =
                stack(new TestTar().folder("etc").file("etc/hosts", "h").folder("var"));
        Path upper = Files.createDirectories(directory.resolve("upper"));
        Files.createDirectories(upper.resolve("etc/new"));
        Files.writeString(upper.resolve("etc/hosts"), "changed");
        Files.writeString(upper.resolve("etc/new/file"), "12");
        assertThat(trees.changes(upper, stack))
                .containsExactly(
                        new LayerTrees.Change("/etc", Sign.CHANGED, LayerEntry.Kind.DIRECTORY, 0),
                        new LayerTrees.Change("/etc/hosts", Sign.CHANGED, LayerEntry.Kind.FILE, 7),
                        new LayerTrees.Change("/etc/new", Sign.ADDED, LayerEntry.Kind.DIRECTORY, 0),
                        new LayerTrees.Change("/etc/new/file", Sign.ADDED, LayerEntry.Kind.FILE, 2));
    }

    // Searches

    /// What a walk through all folders would find.
    @Test
    void searchFindsWhatAWalkFinds() throws IOException {
        var random = new Random(7);
        List<LayerId> stack = new ArrayList<>();
        for (int layer = 0; layer < 30; layer++) {
            stack.add(register(randomLayer(random)));
            for (String words : List.of("", "F2", "e1/f", "d0", "nothing")) {
                assertThat(signs(trees.search(stack, false, words, 10_000)))
                        .isEqualTo(signs(walk(stack, false, words, "")));
                assertThat(signs(trees.search(stack, true, words, 10_000)))
                        .isEqualTo(signs(walk(stack, true, words, "")));
            }
        }
    }

    @Test
    void searchStopsAtItsLimit() throws IOException {
        List<LayerId> stack =
                stack(new TestTar().folder("a").file("a/1", "").file("a/2", "").file("a/3", ""));
        assertThat(signs(trees.search(stack, false, "a", 3))).containsExactly("a ADDED", "a/1 ADDED", "a/2 ADDED");
        assertThat(trees.search(List.of(), false, "a", 3)).isEmpty();
    }

    private List<Node> walk(List<LayerId> stack, boolean onlyChanged, String words, String folder) {
        List<Node> nodes = onlyChanged ? trees.changed(stack, folder) : trees.merged(stack, folder);
        var found = new ArrayList<Node>();
        for (boolean folders : new boolean[] {true, false}) {
            for (Node node : nodes) {
                if (folders == (node.entry().kind() == LayerEntry.Kind.DIRECTORY)) {
                    boolean fits =
                            node.entry().path().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
                    if (fits && !(onlyChanged && node.sign() == Sign.UNCHANGED)) {
                        found.add(node);
                    }
                    if (node.hasChildren()) {
                        found.addAll(
                                walk(stack, onlyChanged, words, node.entry().path()));
                    }
                }
            }
        }
        return found;
    }

    // One file

    @Test
    void readsEachVersionFromTheLayerThatHasIt() throws IOException {
        List<LayerId> stack = stack(
                new TestTar().folder("etc").file("etc/hosts", "old").file("etc/gone", "gone"),
                new TestTar().folder("etc").file("etc/hosts", "newer").whiteout("etc/", "gone"),
                new TestTar().symlink("link", "/etc/passwd").folder("real").file("real/f", "r"));

        assertThat(text(stack, "etc/hosts")).isEqualTo("newer");
        assertThat(text(stack.subList(0, 1), "/etc/hosts")).isEqualTo("old");
        assertThat(trees.find(stack, "etc/hosts").orElseThrow().layer()).isEqualTo(1);
        assertThat(trees.find(stack, "etc/gone")).isEmpty();
        assertThat(text(stack.subList(0, 1), "etc/gone")).isEqualTo("gone");
        assertThatThrownBy(() -> trees.open(stack, "etc/gone")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> trees.open(stack, "link")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> trees.open(stack, "etc")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> trees.open(stack, "../../index")).isInstanceOf(InvalidInputException.class);
    }

    /// Whoever changes a stored layer on disk gets no file of the host shown by it.
    @Test
    void followsNoLinkOutOfALayer() throws IOException {
        List<LayerId> stack = stack(new TestTar().folder("etc").file("etc/hosts", "old"));
        Path etc = store.get(stack.getFirst()).tree().resolve("etc");
        Path secret = Files.writeString(directory.resolve("hosts"), "secret");

        Files.delete(etc.resolve("hosts"));
        Files.createSymbolicLink(etc.resolve("hosts"), secret);
        assertThatThrownBy(() -> trees.open(stack, "etc/hosts")).isInstanceOf(NotFoundException.class);

        Files.delete(etc.resolve("hosts"));
        Files.delete(etc);
        Files.createSymbolicLink(etc, directory);
        assertThatThrownBy(() -> trees.open(stack, "etc/hosts")).isInstanceOf(NotFoundException.class);
    }

    private String text(List<LayerId> stack, String path) throws IOException {
        try (InputStream in = trees.open(stack, path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private long visibleBytes(List<LayerId> stack, String folder) {
        long bytes = 0;
        for (Node node : trees.merged(stack, folder)) {
            if (node.sign() != Sign.REMOVED) {
                bytes += node.entry().size();
                if (node.entry().kind() == LayerEntry.Kind.DIRECTORY) {
                    bytes += visibleBytes(stack, node.entry().path());
                }
            }
        }
        return bytes;
    }

    private static TestTar randomLayer(Random random) {
        var tar = new TestTar();
        for (int i = 0; i < 12; i++) {
            String folder = "d" + random.nextInt(3) + (random.nextBoolean() ? "/e" + random.nextInt(3) : "");
            switch (random.nextInt(6)) {
                case 0 -> tar.folder(folder).opaque(folder);
                case 1 -> tar.folder(folder);
                case 2 -> tar.whiteout(folder + "/", "f" + random.nextInt(4));
                default -> tar.folder(folder).file(folder + "/f" + random.nextInt(4), "x".repeat(random.nextInt(50)));
            }
        }
        return random.nextInt(4) == 0 ? tar.whiteout("", "d" + random.nextInt(3)) : tar;
    }

    private List<LayerId> stack(TestTar... layers) throws IOException {
        List<LayerId> stack = new ArrayList<>();
        for (TestTar tar : layers) {
            stack.add(register(tar));
        }
        return stack;
    }

    private LayerId register(TestTar tar) throws IOException {
        return store.register(tar.stream(), null, List.of(), ProgressListener.NONE)
                .id();
    }

    private static List<String> signs(List<Node> nodes) {
        return nodes.stream()
                .map(node -> node.entry().path() + " " + node.sign())
                .toList();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
