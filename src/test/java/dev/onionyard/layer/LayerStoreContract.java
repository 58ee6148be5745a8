package dev.onionyard.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [LayerStore] keeps to.
abstract class LayerStoreContract {

    abstract LayerStore store();

    /// The store as it is after a restart of the server.
    abstract LayerStore reopened();

    /// What lies in the store's directory that is no layer.
    abstract List<Path> leftovers() throws IOException;

    // Registering

    @Test
    void registersATarAndGivesItBackBitForBit() throws IOException {
        TestTar tar = new TestTar()
                .folder("etc")
                .file("etc/hosts", "127.0.0.1 localhost\n")
                .file("empty", "")
                .symlink("link", "etc/hosts")
                .hardLink("etc/hosts2", "etc/hosts");
        Layer layer = register(tar);
        assertThat(layer.diffId()).isEqualTo(tar.diffId());
        assertThat(layer.id().digest()).isEqualTo(tar.diffId().digest());
        assertThat(layer.tarBytes()).isEqualTo(tar.bytes().length);
        assertThat(layer.contentBytes()).isEqualTo(20);
        assertThat(layer.entries()).isEqualTo(5);
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        assertThat(Files.readString(layer.tree().resolve("etc/hosts2"))).isEqualTo("127.0.0.1 localhost\n");
    }

    @Test
    void tellsCompressionByMagic() throws IOException {
        byte[] tar = new TestTar().file("a", "a".repeat(100_000)).bytes();
        var gzip = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(gzip)) {
            out.write(tar);
        }
        Layer layer = register(gzip.toByteArray());
        assertThat(layer.diffId()).isEqualTo(TestTar.diffId(tar));
        assertThat(register(Zstd.compress(tar)).id()).isEqualTo(layer.id());
        assertThat(rebuilt(layer)).isEqualTo(tar);
    }

    @Test
    void registersTheEmptyLayer() throws IOException {
        Layer layer = register(new byte[1024]);
        assertThat(layer.diffId())
                .hasToString("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
        assertThat(layer.entries()).isZero();
        assertThat(rebuilt(layer)).isEqualTo(new byte[1024]);
    }

    @Test
    void keepsWhatFollowsTheEndOfTheTar() throws IOException {
        byte[] tar = new TestTar().file("a", "a").bytes();
        byte[] padded = Arrays.copyOf(tar, tar.length + 9000);
        padded[padded.length - 3] = 1;
        assertThat(rebuilt(register(padded))).isEqualTo(padded);
    }

    @Test
    void aStoredLayerIsNotReadAgain() throws IOException {
        TestTar tar = new TestTar().file("a", "a");
        Layer first = register(tar);
        var untouched = new ByteArrayInputStream(new byte[] {1, 2, 3});
        assertThat(store().register(untouched, tar.diffId(), List.of(), ProgressListener.NONE))
                .isEqualTo(first);
        assertThat(untouched.available()).isEqualTo(3);
    }

    @Test
    void survivesARestart() throws IOException {
        Layer layer = register(new TestTar().folder("d").file("d/f", "x"));
        LayerStore reopened = reopened();
        assertThat(reopened.all()).containsExactly(layer);
        assertThat(reopened.get(layer.id())).isEqualTo(layer);
        assertThat(reopened.index(layer.id()).find("d/f")).isPresent();
    }

    @Test
    void refusesAnotherDiffId() {
        TestTar tar = new TestTar().file("a", "a");
        DiffId other = new DiffId(Digest.of(new byte[0]));
        assertThatThrownBy(() -> store().register(tar.stream(), other, List.of(), ProgressListener.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(other.toString())
                .hasMessageContaining(tar.diffId().toString());
        assertNothingRemains();
    }

    @Test
    void refusesUnknownParents() {
        var unknown = new LayerId(Digest.of(new byte[0]));
        assertThatThrownBy(() -> store().register(
                                new TestTar().file("a", "a").stream(), null, List.of(unknown), ProgressListener.NONE))
                .isInstanceOf(NotFoundException.class);
        assertNothingRemains();
    }

    @Test
    void reportsTheBytesItReads() throws IOException {
        byte[] tar = new TestTar().file("a", "a".repeat(1_000_000)).bytes();
        var read = new AtomicLong();
        store().register(new ByteArrayInputStream(tar), null, List.of(), advancing(read::addAndGet));
        assertThat(read).hasValue(tar.length);
    }

    @Test
    void stopsWhenCancelledAndLeavesNothing() {
        byte[] tar = new TestTar().file("a", "a".repeat(20_000_000)).bytes();
        var read = new AtomicLong();
        ProgressListener impatient = advancing(bytes -> {
            if (read.addAndGet(bytes) > 5_000_000) {
                throw new CancellationException("enough");
            }
        });
        assertThatThrownBy(() -> store().register(new ByteArrayInputStream(tar), null, List.of(), impatient))
                .isInstanceOf(CancellationException.class)
                .hasMessage("enough");
        assertNothingRemains();
    }

    @Test
    void aStreamThatBreaksLeavesNothing() {
        byte[] tar = new TestTar().file("a", "a".repeat(2_000_000)).bytes();
        InputStream broken = new FilterInputStream(new ByteArrayInputStream(tar)) {
            private int left = 700_000;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (left <= 0) {
                    throw new IOException("connection reset");
                }
                int read = super.read(bytes, offset, Math.min(left, length));
                left -= read;
                return read;
            }
        };
        assertThatThrownBy(() -> store().register(broken, null, List.of(), ProgressListener.NONE))
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");
        assertNothingRemains();
    }

    @Test
    void manyThreadsMayRegisterTheSameLayer() throws Exception {
        TestTar tar = new TestTar().file("a", "a".repeat(300_000)).folder("d").file("d/b", "b");
        byte[] bytes = tar.bytes();
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Layer> register = () ->
                    store().register(new ByteArrayInputStream(bytes), tar.diffId(), List.of(), ProgressListener.NONE);
            Callable<Layer> registerUnnamed = () -> register(bytes);
            for (var layer : threads.invokeAll(IntStream.range(0, 24)
                    .mapToObj(i -> i % 2 == 0 ? register : registerUnnamed)
                    .toList())) {
                assertThat(layer.get().diffId()).isEqualTo(tar.diffId());
            }
        }
        assertThat(store().all()).hasSize(1);
        assertThat(leftovers()).isEmpty();
        store().verify(store().all().getFirst().id(), ProgressListener.NONE);
    }

    @Test
    void manyLayersMayBeRegisteredAtOnce() throws Exception {
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Layer>> tasks = IntStream.range(0, 20)
                    .<Callable<Layer>>mapToObj(i -> () -> {
                        var tar = new TestTar().folder("d");
                        for (int file = 0; file < 50; file++) {
                            tar.file("d/f" + file, ("layer " + i + " file " + file).repeat(file));
                        }
                        Layer layer = register(tar);
                        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
                        return layer;
                    })
                    .toList();
            for (var task : threads.invokeAll(tasks)) {
                task.get();
            }
        }
        assertThat(store().all()).hasSize(20);
    }

    // Staging

    @Test
    void stagesBeforeParentsAreKnown() throws IOException {
        Layer base = register(new TestTar().add(TarEntry.directory("home").withMode(0711)));
        TestTar tar = new TestTar().file("home/f", "x");
        try (StagedLayer staged = store().stage(tar.stream(), tar.diffId(), ProgressListener.NONE)) {
            assertThat(staged.diffId()).isEqualTo(tar.diffId());
            assertThat(store().all()).hasSize(1);
            Layer layer = staged.commit(List.of(base.id()));
            assertThat(store().index(layer.id()).find("home").orElseThrow().mode())
                    .isEqualTo(0711);
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatIsStagedAndNotCommittedIsRemoved() throws IOException {
        store().stage(new TestTar().file("a", "a").stream(), null, ProgressListener.NONE)
                .close();
        assertNothingRemains();
    }

    @Test
    void aCrashBeforeTheRenameLeavesNothing() throws IOException {
        // It waits for its parents because of a folder that it implies, so nothing is written meanwhile.
        TestTar tar = new TestTar().folder("d").whiteout("d/", "g").file("implied/f", "x");
        try (StagedLayer staged = store().stage(tar.stream(), null, ProgressListener.NONE)) {
            staged.diffId();
            assertThat(leftovers()).isNotEmpty();
            LayerStore afterCrash = reopened();
            assertThat(afterCrash.all()).isEmpty();
            assertThat(leftovers()).isEmpty();
            assertThat(afterCrash
                            .register(tar.stream(), null, List.of(), ProgressListener.NONE)
                            .entries())
                    .isEqualTo(4);
        }
    }

    @Test
    void moreMayBeStagedThanAreUnderWayAtOnce() throws IOException {
        for (int i = 0; i < 12; i++) {
            var tar = new TestTar().file("f" + i, "x");
            StagedLayer staged = store().stage(tar.stream(), null, ProgressListener.NONE);
            if (i % 2 == 0) {
                staged.commit(List.of());
            } else {
                staged.close();
            }
        }
        assertThat(store().all()).hasSize(6);
    }

    // Finding and removing

    @Test
    void findsByDiffIdAndParents() throws IOException {
        Layer base = register(new TestTar().folder("d"));
        TestTar tar = new TestTar().file("a", "a");
        assertThat(store().find(tar.diffId(), List.of(base.id()))).isEmpty();
        Layer layer = register(tar, base);
        assertThat(store().find(tar.diffId(), List.of(base.id()))).contains(layer);
        // Its tree does not depend on what is below.
        assertThat(store().find(tar.diffId(), List.of())).contains(layer);
    }

    @Test
    void removes() throws IOException {
        Layer layer = register(new TestTar().folder("d").file("d/f", "x"));
        store().remove(layer.id());
        assertThat(store().all()).isEmpty();
        assertThat(layer.tree()).doesNotExist();
        assertThatThrownBy(() -> store().get(layer.id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(layer.id().toString());
        assertThatThrownBy(() -> store().remove(layer.id())).isInstanceOf(NotFoundException.class);
        assertNothingRemains();
    }

    // Index

    @Test
    void theIndexTellsWhatTheTarSaid() throws IOException {
        byte[] capability = {1, 0, 0, 2, (byte) 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        TarEntry file = TarEntry.file("bin/ping", 5)
                .withMode(04755)
                .withOwner(3_000_000, 12)
                .withXattrs(Map.of("security.capability", capability));
        Layer layer = register(new TestTar()
                .folder("bin")
                .add(file, "hello".getBytes(StandardCharsets.US_ASCII))
                .symlink("bin/p", "ping"));
        LayerEntry entry = store().index(layer.id()).find("bin/ping").orElseThrow();
        assertThat(entry.kind()).isEqualTo(LayerEntry.Kind.FILE);
        assertThat(entry.size()).isEqualTo(5);
        assertThat(entry.mode()).isEqualTo(04755);
        assertThat(entry.uid()).isEqualTo(3_000_000);
        assertThat(entry.gid()).isEqualTo(12);
        assertThat(entry.modified()).isEqualTo(TestTar.TIME);
        assertThat(entry.content()).isEqualTo(Digest.of("hello".getBytes(StandardCharsets.US_ASCII)));
        assertThat(entry.xattrs()).containsOnlyKeys("security.capability");
        assertThat(entry.xattrs().get("security.capability")).isEqualTo(capability);
        LayerEntry link = store().index(layer.id()).find("bin/p").orElseThrow();
        assertThat(link.kind()).isEqualTo(LayerEntry.Kind.SYMLINK);
        assertThat(link.linkTarget()).isEqualTo("ping");
    }

    @Test
    void entriesAreSortedByComponent() throws IOException {
        Layer layer = register(new TestTar()
                .folder("b")
                .file("b/z", "")
                .file("b.txt", "")
                .folder("b/a")
                .file("b/a/x", "")
                .folder("a"));
        assertThat(store().index(layer.id()).entries())
                .extracting(LayerEntry::path)
                .containsExactly("a", "b", "b/a", "b/a/x", "b/z", "b.txt");
        assertThat(store().index(layer.id()).children(""))
                .extracting(LayerEntry::path)
                .containsExactly("a", "b", "b.txt");
        assertThat(store().index(layer.id()).children("b"))
                .extracting(LayerEntry::name)
                .containsExactly("a", "z");
        assertThat(store().index(layer.id()).children("none")).isEmpty();
        assertThat(store().index(layer.id()).find("b/q")).isEmpty();
    }

    @Test
    void theRootIsAnEntryIfTheTarNamesIt() throws IOException {
        Layer layer = register(new TestTar()
                .add(TarEntry.directory("./").withMode(0750).withOwner(7, 8))
                .file("./a", ""));
        assertThat(store().index(layer.id()).entries())
                .extracting(LayerEntry::path)
                .containsExactly("", "a");
        assertThat(store().index(layer.id()).find("").orElseThrow().mode()).isEqualTo(0750);
    }

    // Rules of layers

    @Test
    void ofDuplicateNamesTheLastWinsAndTheTarIsKept() throws IOException {
        TestTar tar = new TestTar()
                .file("a", "first")
                .hardLink("b", "a")
                .file("a", "second")
                .file("c", "lost")
                .symlink("c", "a")
                .folder("d")
                .file("d/x", "also lost")
                .file("d", "now a file")
                .sparse("s", 100_000, 50_000, "packed")
                .file("s", "")
                .file("e", "was a file")
                .folder("e")
                .file("e/x", "");
        Layer layer = register(tar);
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        assertThat(Files.readString(layer.tree().resolve("a"))).isEqualTo("second");
        assertThat(Files.readString(layer.tree().resolve("b"))).isEqualTo("first");
        assertThat(Files.readString(layer.tree().resolve("d"))).isEqualTo("now a file");
        assertThat(layer.tree().resolve("e")).isDirectory();
        LayerIndex index = store().index(layer.id());
        assertThat(index.find("b").orElseThrow().kind()).isEqualTo(LayerEntry.Kind.FILE);
        assertThat(index.find("c").orElseThrow().kind()).isEqualTo(LayerEntry.Kind.SYMLINK);
        assertThat(index.find("d/x")).isEmpty();
        store().verify(layer.id(), ProgressListener.NONE);
    }

    @Test
    void aHardLinksHeaderCountsForTheFile() throws IOException {
        TestTar tar = new TestTar()
                .add(TarEntry.file("a", 1).withMode(0600), new byte[1])
                .add(TarEntry.hardLink("b", "a").withMode(0444).withOwner(0, 0));
        Layer layer = register(tar);
        LayerIndex index = store().index(layer.id());
        assertThat(index.find("a").orElseThrow().mode()).isEqualTo(0444);
        LayerEntry link = index.find("b").orElseThrow();
        assertThat(link.kind()).isEqualTo(LayerEntry.Kind.HARD_LINK);
        assertThat(link.linkTarget()).isEqualTo("a");
        assertThat(link.size()).isEqualTo(1);
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
    }

    @Test
    void impliedFoldersTakeOwnerAndModeFromBelow() throws IOException {
        Layer base = register(
                new TestTar().add(TarEntry.directory("var").withMode(0700)).folder("var/tmp"));
        TestTar tar = new TestTar().file("var/new/f", "x");
        Layer layer = register(tar, base);
        LayerIndex index = store().index(layer.id());
        assertThat(index.find("var").orElseThrow().implied()).isTrue();
        assertThat(index.find("var").orElseThrow().mode()).isEqualTo(0700);
        assertThat(index.find("var/new").orElseThrow().mode()).isEqualTo(0755);
        assertThat(Files.getPosixFilePermissions(layer.tree().resolve("var"))).hasSize(3);
        assertThat(layer.id().digest())
                .isEqualTo(ChainId.ofBottom(base.diffId()).append(tar.diffId()).digest());
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        assertThat(store().find(tar.diffId(), List.of())).isEmpty();
    }

    @Test
    void aFolderIsRealWhereALowerLayerHasALink() throws IOException {
        Layer base = register(new TestTar().folder("usr/lib").symlink("lib", "usr/lib"));
        Layer layer = register(new TestTar().file("lib/x", "x"), base);
        assertThat(Files.isSymbolicLink(layer.tree().resolve("lib"))).isFalse();
        assertThat(layer.tree().resolve("lib/x")).isRegularFile();
    }

    @Test
    void hardLinksToLowerLayersAreCopied() throws IOException {
        Layer base = register(new TestTar().folder("bin").file("bin/tool", "tool"));
        TestTar tar = new TestTar()
                .add(TarEntry.hardLink("bin2", "bin/tool").withMode(0755))
                .hardLink("bin3", "bin2");
        Layer layer = register(tar, base);
        assertThat(Files.readString(layer.tree().resolve("bin2"))).isEqualTo("tool");
        assertThat(Files.readString(layer.tree().resolve("bin3"))).isEqualTo("tool");
        assertThat(layer.contentBytes()).isEqualTo(4);
        assertThat(layer.id().digest()).isNotEqualTo(tar.diffId().digest());
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        store().verify(layer.id(), ProgressListener.NONE);
    }

    @Test
    void aWhiteoutBesideAFolderOfTheSameNameMakesItOpaque() throws IOException {
        for (TestTar tar : List.of(
                new TestTar().folder("d").file("d/f", "x").whiteout("", "d"),
                new TestTar().whiteout("", "d").folder("d").file("d/f", "x"),
                new TestTar().whiteout("", "d").file("d/f", "x"),
                new TestTar().folder("d").opaque("d").file("d/f", "x"))) {
            Layer layer = register(tar);
            LayerEntry folder = store().index(layer.id()).find("d").orElseThrow();
            assertThat(folder.kind()).isEqualTo(LayerEntry.Kind.DIRECTORY);
            assertThat(folder.opaque()).isTrue();
            assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        }
    }

    @Test
    void whiteoutsAreEntries() throws IOException {
        TestTar tar = new TestTar().folder("d").whiteout("d/", "gone").whiteout("", "also");
        Layer layer = register(tar);
        assertThat(store().index(layer.id()).find("d/gone").orElseThrow().kind())
                .isEqualTo(LayerEntry.Kind.WHITEOUT);
        assertThat(layer.entries()).isEqualTo(3);
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
    }

    @Test
    void whiteoutsMayHaveContent() throws IOException {
        TestTar tar = new TestTar()
                .file(".wh.a", "odd")
                .file(".wh..wh.plnk/1", "aufs")
                .file("b", "b");
        Layer layer = register(tar);
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        assertThat(store().index(layer.id()).entries()).hasSize(2);
        store().verify(layer.id(), ProgressListener.NONE);
    }

    @Test
    void anOpaqueRootHidesWhatIsBelow() throws IOException {
        Layer base = register(new TestTar().folder("a").file("a/x", "").file("b", ""));
        TestTar tar = new TestTar().file(".wh..wh..opq", "").folder("a").file("c", "");
        Layer layer = register(tar, base);
        LayerIndex index = store().index(layer.id());
        assertThat(index.find("b").orElseThrow().kind()).isEqualTo(LayerEntry.Kind.WHITEOUT);
        assertThat(index.find("a").orElseThrow().opaque()).isTrue();
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
    }

    @Test
    void sparseFilesStaySparse() throws IOException {
        TestTar tar = new TestTar().sparse("s", 1 << 30, 500_000_000, "needle").file("after", "x");
        Layer layer = register(tar);
        assertThat(Files.size(layer.tree().resolve("s"))).isEqualTo(1 << 30);
        assertThat(layer.storedBytes()).isLessThan(1_000_000);
        assertThat(layer.contentBytes()).isEqualTo((1 << 30) + 1);
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        store().verify(layer.id(), ProgressListener.NONE);
    }

    @Test
    void marksOfOverlayfsInATarAreNotHonoured() throws IOException {
        TestTar tar = new TestTar()
                .add(TarEntry.directory("d")
                        .withXattrs(Map.of(
                                "trusted.overlay.opaque",
                                new byte[] {'y'},
                                "trusted.overlay.redirect",
                                "/etc".getBytes(StandardCharsets.US_ASCII),
                                "user.mine",
                                new byte[] {1})))
                .device("zero", 0, 0);
        Layer layer = register(tar);
        LayerEntry folder = store().index(layer.id()).find("d").orElseThrow();
        assertThat(folder.opaque()).isFalse();
        assertThat(folder.xattrs()).containsOnlyKeys("user.mine");
        assertThat(layer.tree().resolve("zero")).doesNotExist();
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
    }

    // Hostile archives

    @ParameterizedTest
    @CsvSource({
        "../evil, leads out of the root",
        "a/../../evil, leads out of the root",
        ".wh..., it is a whiteout of no name",
        "a/.wh.., it is a whiteout of no name",
        ".wh., it is a whiteout of no name",
        ".wh.a/b, must not be named",
    })
    void refusesHostileNames(String name, String reason) {
        assertRefused(new TestTar().folder("a").file(name, "x"), name, reason);
    }

    @Test
    void showsControlCharactersInRefusedNamesEscaped() {
        assertRefused(new TestTar().file("../new\nline", ""), "../new\\nline", "leads out of the root");
    }

    @Test
    void absoluteNamesAreTakenFromTheRoot() throws IOException {
        TestTar tar = new TestTar().file("/etc/evil", "x");
        Layer layer = register(tar);
        assertThat(layer.tree().resolve("etc/evil")).isRegularFile();
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/etc", "../../../..", "/proc/self/root", "../../../../etc"})
    void aLinkOnTheWayLeadsNowhereElse(String target) throws IOException {
        TestTar tar = new TestTar().symlink("way", target).file("way/evil", "x").hardLink("way/evil2", "way/evil");
        Layer layer = register(tar);
        assertThat(Path.of("/evil")).doesNotExist();
        assertThat(Path.of("/etc/evil")).doesNotExist();
        assertThat(layer.tree().resolve("way")).isSymbolicLink();
        assertThat(store().index(layer.id()).entries())
                .filteredOn(entry -> entry.name().equals("evil"))
                .singleElement()
                .satisfies(
                        entry -> assertThat(layer.tree().resolve(entry.path())).isRegularFile());
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
    }

    @Test
    void aFolderReplacesALink() throws IOException {
        Layer layer = register(new TestTar().symlink("d", "/etc").folder("d").file("d/evil", "x"));
        assertThat(layer.tree().resolve("d")).isDirectory();
        assertThat(Files.isSymbolicLink(layer.tree().resolve("d"))).isFalse();
        assertThat(Path.of("/etc/evil")).doesNotExist();
    }

    @Test
    void refusesLinksThatLeadInACircle() {
        assertRefused(
                new TestTar().symlink("a", "b").symlink("b", "a").file("a/x", ""), "a/x", "too many symbolic links");
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd, which is a file neither of this layer nor of those below",
        "../../etc/passwd, leads out of the root",
        "missing, which is a file neither of this layer nor of those below",
        "folder, it is a hard link to a folder",
    })
    void refusesHardLinksToElsewhere(String target, String reason) {
        assertRefused(new TestTar().folder("folder").hardLink("link", target), "link", reason);
    }

    @Test
    void refusesAHardLinkToItself() {
        assertRefused(new TestTar().file("a", "a").hardLink("a", "a"), "a", "hard link to itself");
        assertRefused(new TestTar().folder("d").file("d/x", "a").hardLink("d", "d/x"), "d", "it replaces \"d/x\"");
    }

    @Test
    void aHardLinkThroughALinkStaysInside() {
        assertRefused(
                new TestTar().symlink("way", "/etc").hardLink("stolen", "way/passwd"), "stolen", "\"way/passwd\"");
    }

    @Test
    void refusesFoldersBelowAFile() {
        assertRefused(new TestTar().file("a", "a").file("a/b", "b"), "a/b", "\"a\" is not a folder");
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 10_000})
    void refusesDeepNesting(int depth) {
        assertRefused(new TestTar().file("d/".repeat(depth) + "f", ""), "d/d/d", depth > 1750 ? "3500 bytes" : "512");
    }

    @Test
    void takesTheDeepestNestingThatIsAllowed() throws IOException {
        TestTar tar = new TestTar().file("d/".repeat(511) + "f", "deep");
        assertThat(rebuilt(register(tar))).isEqualTo(tar.bytes());
    }

    @Test
    void refusesNamesThatNoFileSystemTakes() {
        assertRefused(new TestTar().file("x".repeat(256), ""), "xxx", "longer than 255 bytes");
        assertRefused(new TestTar().file("字".repeat(86), ""), "字", "longer than 255 bytes");
    }

    @Test
    void namesWithNewlinesAndRawBytesAreNames() throws IOException {
        TestTar tar =
                new TestTar().file("new\nline", "a").file("latin\uDCE9", "b").file("skull\uD83D\uDC80", "c");
        Layer layer = register(tar);
        assertThat(store().index(layer.id()).find("new\nline")).isPresent();
        assertThat(store().index(layer.id()).find("latin\uDCE9")).isPresent();
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        store().verify(layer.id(), ProgressListener.NONE);
    }

    @Test
    void refusesTruncatedAndDamagedTars() {
        byte[] tar =
                new TestTar().file("good", "g").file("cut", "c".repeat(600_000)).bytes();
        assertThatThrownBy(() -> register(Arrays.copyOf(tar, 400_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("truncated")
                .hasMessageContaining("\"cut\"");
        tar[1024 + 3] ^= 1;
        assertThatThrownBy(() -> register(tar)).hasMessageContaining("wrong checksum");
        assertNothingRemains();
    }

    @Test
    void refusesTruncatedGzip() throws IOException {
        var gzip = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(gzip)) {
            out.write(new TestTar().file("a", "abc").bytes());
        }
        assertThatThrownBy(() -> register(Arrays.copyOf(gzip.toByteArray(), gzip.size() - 5)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("cannot read gzip data: it is truncated");
        assertNothingRemains();
    }

    @Test
    void refusesSparseFilesThatNoDiskHolds() {
        assertThatThrownBy(() -> register(new TestTar().sparse("s", Long.MAX_VALUE, 0, "x")))
                .hasMessageContaining("\"s\"");
        assertNothingRemains();
    }

    // Changes on disk

    @Test
    void noticesAChangedFile() throws IOException {
        Layer layer = register(new TestTar().file("a", "a").file("b", "b"));
        Files.writeString(layer.tree().resolve("b"), "bigger");
        assertThatThrownBy(() -> rebuilt(layer))
                .isInstanceOf(CorruptedException.class)
                .hasMessageContaining("\"b\" was changed on disk: it has 6 bytes instead of 1");
    }

    @Test
    void noticesAMissingFile() throws IOException {
        Layer layer = register(new TestTar().file("a", "a"));
        Files.delete(layer.tree().resolve("a"));
        assertThatThrownBy(() -> rebuilt(layer))
                .isInstanceOf(CorruptedException.class)
                .hasMessageContaining("\"a\" was changed on disk");
    }

    @Test
    void verifyingFindsWhatKeepsSizeAndTime() throws IOException {
        Layer layer = register(new TestTar().file("a", "a").file("b", "b"));
        Path file = layer.tree().resolve("b");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "c");
        Files.setLastModifiedTime(file, time);
        assertThatThrownBy(() -> store().verify(layer.id(), ProgressListener.NONE))
                .isInstanceOf(CorruptedException.class)
                .hasMessageContaining("\"b\" differs on disk: its content changed");
    }

    @Test
    void verifyingFindsWhatWasAdded() throws IOException {
        Layer layer = register(new TestTar().folder("d"));
        Files.writeString(layer.tree().resolve("d/extra"), "");
        assertThatThrownBy(() -> store().verify(layer.id(), ProgressListener.NONE))
                .hasMessageContaining("\"d/extra\" differs on disk: the layer has no such entry");
    }

    Layer register(TestTar tar, Layer... parents) throws IOException {
        return store().register(
                        tar.stream(),
                        tar.diffId(),
                        Arrays.stream(parents).map(Layer::id).toList(),
                        ProgressListener.NONE);
    }

    Layer register(byte[] tar) throws IOException {
        return store().register(new ByteArrayInputStream(tar), null, List.of(), ProgressListener.NONE);
    }

    byte[] rebuilt(Layer layer) throws IOException {
        var out = new ByteArrayOutputStream();
        store().writeTar(layer.id(), out, ProgressListener.NONE);
        return out.toByteArray();
    }

    private void assertRefused(TestTar tar, String entry, String reason) {
        assertThatThrownBy(() -> register(tar))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cannot register layer: entry \"" + entry)
                .hasMessageContaining(reason);
        assertNothingRemains();
    }

    private void assertNothingRemains() {
        try {
            assertThat(store().all()).isEmpty();
            assertThat(leftovers()).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private interface Advance {
        void by(long bytes);
    }

    private static ProgressListener advancing(Advance advance) {
        return new ProgressListener() {
            @Override
            public ProgressListener part(String id, String label) {
                return this;
            }

            @Override
            public void expect(long bytes) {}

            @Override
            public void advance(long bytes) {
                advance.by(bytes);
            }

            @Override
            public void phase(Phase phase) {}

            @Override
            public void checkCancelled() {}
        };
    }
}
