package dev.onionyard.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.FileType;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The store as root has it: owners, devices, attributes, overlayfs's marks; compared with GNU tar, Python's
/// tarfile and the kernel's own overlay.
class FileLayerStoreIT extends LayerStoreContract {

    private static final byte[] CAPABILITY = {1, 0, 0, 2, (byte) 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    /// What overlayfs notes for itself in an upper directory.
    private static final Set<String> KERNELS_OWN_MARKS = Set.of("trusted.overlay.impure", "trusted.overlay.origin");

    private Path directory;
    private final List<FileLayerStore> opened = new ArrayList<>();
    private FileLayerStore store;

    @BeforeEach
    void open() throws IOException {
        directory = Files.createTempDirectory("layers-it-");
        store = newStore();
    }

    @AfterEach
    void close() {
        opened.forEach(FileLayerStore::destroy);
        FileTrees.remove(directory);
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
        try (Stream<Path> files = Files.list(directory.resolve("layers/tmp"))) {
            return files.toList();
        }
    }

    // Attributes

    @Test
    void filesGetEveryAttribute() throws IOException {
        TestTar tar = new TestTar()
                .add(TarEntry.directory("d").withMode(03775).withOwner(5_000_000, 4_000_000_000L))
                .add(
                        TarEntry.file("d/suid", 1)
                                .withMode(06755)
                                .withOwner(7, 8)
                                .withXattrs(Map.of("security.capability", CAPABILITY, "user.a", new byte[0])),
                        new byte[1])
                .add(TarEntry.special("null", TarEntry.Type.CHARACTER_DEVICE, 1, 3)
                        .withMode(0666))
                .add(TarEntry.special("disk", TarEntry.Type.BLOCK_DEVICE, 259, 300_000))
                .add(TarEntry.special("fifo", TarEntry.Type.FIFO, 0, 0).withMode(0620))
                .add(TarEntry.symlink("link", "nowhere").withOwner(9, 10));
        Layer layer = register(tar);
        try (var tree = RootedDirectory.open(layer.tree())) {
            FileStatus folder = tree.status("d");
            assertThat(folder.mode()).isEqualTo(03775);
            assertThat(folder.uid()).isEqualTo(5_000_000);
            assertThat(folder.gid()).isEqualTo(4_000_000_000L);
            assertThat(folder.modified()).isEqualTo(TestTar.TIME);
            FileStatus suid = tree.status("d/suid");
            assertThat(suid.mode()).isEqualTo(06755);
            assertThat(suid.uid()).isEqualTo(7);
            assertThat(tree.xattrs("d/suid")).containsOnlyKeys("security.capability", "user.a");
            assertThat(tree.xattrs("d/suid").get("security.capability")).isEqualTo(CAPABILITY);
            assertThat(tree.status("null").rdevMinor()).isEqualTo(3);
            assertThat(tree.status("disk").type()).isEqualTo(FileType.BLOCK_DEVICE);
            assertThat(tree.status("disk").rdevMajor()).isEqualTo(259);
            assertThat(tree.status("disk").rdevMinor()).isEqualTo(300_000);
            assertThat(tree.status("fifo").mode()).isEqualTo(0620);
            assertThat(tree.status("link").uid()).isEqualTo(9);
            assertThat(tree.status("link").modified()).isEqualTo(TestTar.TIME);
        }
        assertThat(rebuilt(layer)).isEqualTo(tar.bytes());
        store.verify(layer.id(), ProgressListener.NONE);
    }

    @Test
    void whiteoutsAndOpaqueFoldersBecomeOverlayMarks() throws IOException {
        Layer layer = register(
                new TestTar().folder("d").whiteout("d/", "gone").folder("o").opaque("o"));
        try (var tree = RootedDirectory.open(layer.tree())) {
            assertThat(tree.status("d/gone").isOverlayWhiteout()).isTrue();
            assertThat(tree.xattrs("o").get("trusted.overlay.opaque")).isEqualTo(new byte[] {'y'});
            assertThat(tree.xattrs("d")).isEmpty();
        }
    }

    @Test
    void overlayMarksOfATarDoNotReachTheDisk() throws IOException {
        Layer layer = register(new TestTar()
                .add(TarEntry.directory("d").withXattrs(Map.of("trusted.overlay.opaque", new byte[] {'y'})))
                .device("d/zero", 0, 0));
        try (var tree = RootedDirectory.open(layer.tree())) {
            assertThat(tree.xattrs("d")).isEmpty();
            assertThat(tree.find("d/zero")).isEmpty();
        }
    }

    @Test
    void sparseFilesTakeNoBlocksForHoles() throws IOException {
        Layer layer = register(new TestTar().sparse("s", 1L << 32, 1L << 31, "needle"));
        try (var tree = RootedDirectory.open(layer.tree())) {
            assertThat(tree.status("s").size()).isEqualTo(1L << 32);
            assertThat(tree.status("s").blocks() * 512).isLessThan(100_000);
        }
    }

    @Test
    void verifyingFindsAChangedMode() throws IOException {
        Layer layer = register(new TestTar().file("a", "a"));
        try (var tree = RootedDirectory.open(layer.tree())) {
            tree.mode("a", 04755);
        }
        assertThatThrownBy(() -> store.verify(layer.id(), ProgressListener.NONE))
                .isInstanceOf(CorruptedException.class)
                .hasMessageContaining("\"a\" differs on disk: its mode is 4755");
    }

    // Compared with other tools

    @Test
    void extractsADistributionsFilesAsGnuTarDoes() throws Exception {
        Path source = sampleTree();
        Path tar = directory.resolve("sample.tar");
        run(
                directory,
                "tar",
                "--xattrs",
                "--xattrs-include=*",
                "--format=pax",
                "-C",
                source.toString(),
                "-cf",
                tar.toString(),
                ".");
        Layer layer = store.register(Files.newInputStream(tar), null, List.of(), ProgressListener.NONE);
        Path byGnu = Files.createDirectories(directory.resolve("gnu"));
        run(
                directory,
                "tar",
                "--xattrs",
                "--xattrs-include=*",
                "--numeric-owner",
                "-p",
                "-C",
                byGnu.toString(),
                "-xf",
                tar.toString());
        assertSameTrees(layer.tree(), byGnu);
        assertThat(layer.diffId()).hasToString("sha256:" + sha256(tar));
        assertRebuilt(layer, tar);
        store.verify(layer.id(), ProgressListener.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "ustar", "gnu", "pax", "oldgnu"})
    void rebuildsEveryFormatOfGnuTar(String format) throws Exception {
        Path parent = Files.createDirectories(directory.resolve("src"));
        Path source = Files.createDirectory(parent.resolve("sub"));
        Files.writeString(source.resolve("file"), "content");
        Files.createLink(source.resolve("hard"), source.resolve("file"));
        Files.createSymbolicLink(source.resolve("soft"), Path.of("file"));
        if (!format.equals("v7") && !format.equals("ustar")) {
            Path deep = Files.createDirectories(source.resolve("long-name/".repeat(12)));
            Files.writeString(deep.resolve("deep"), "x");
        }
        Path tar = directory.resolve(format + ".tar");
        run(directory, "tar", "--format=" + format, "-C", parent.toString(), "-cf", tar.toString(), "sub");
        Layer layer = store.register(Files.newInputStream(tar), null, List.of(), ProgressListener.NONE);
        Path byGnu = Files.createDirectories(directory.resolve("gnu"));
        run(directory, "tar", "--numeric-owner", "-p", "-C", byGnu.toString(), "-xf", tar.toString());
        assertSameTrees(layer.tree(), byGnu);
        assertRebuilt(layer, tar);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=gnu",
                "--format=pax --sparse-version=0.0",
                "--format=pax --sparse-version=0.1",
                "--format=pax --sparse-version=1.0"
            })
    void readsEverySparseFormatOfGnuTar(String options) throws Exception {
        Path source = Files.createDirectories(directory.resolve("src"));
        try (var root = RootedDirectory.open(source);
                var file = root.createFile("sparse", 0644)) {
            file.truncate(50_000_000);
            for (int i = 0; i < 40; i++) {
                file.writeAt(i * 1_200_000L, ByteBuffer.wrap(("part " + i).getBytes(StandardCharsets.US_ASCII)));
            }
        }
        Path tar = directory.resolve("sparse.tar");
        List<String> command = new ArrayList<>(List.of("tar", "--sparse"));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-C", source.toString(), "-cf", tar.toString(), "sparse"));
        run(directory, command.toArray(String[]::new));
        assertThat(Files.size(tar)).isLessThan(2_000_000);
        Layer layer = store.register(Files.newInputStream(tar), null, List.of(), ProgressListener.NONE);
        assertThat(Files.mismatch(layer.tree().resolve("sparse"), source.resolve("sparse")))
                .isEqualTo(-1);
        assertRebuilt(layer, tar);
        store.verify(layer.id(), ProgressListener.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"USTAR_FORMAT", "GNU_FORMAT", "PAX_FORMAT"})
    void rebuildsTarsOfPython(String format) throws Exception {
        Path tar = directory.resolve("python.tar");
        run(directory, "python3", "-c", """
                import io, sys, tarfile
                long = 'n' * 90
                with tarfile.open(sys.argv[1], 'w', format=getattr(tarfile, sys.argv[2])) as tar:
                    for name in ['a', 'd/b', 'e' * 60 + '/' + long]:
                        info = tarfile.TarInfo(name)
                        info.size, info.mtime = 5, 1700000000
                        tar.addfile(info, io.BytesIO(b'12345'))
                    link = tarfile.TarInfo('l')
                    link.type, link.linkname = tarfile.LNKTYPE, 'd/b'
                    tar.addfile(link)
                """, tar.toString(), format);
        Layer layer = store.register(Files.newInputStream(tar), null, List.of(), ProgressListener.NONE);
        assertThat(store.index(layer.id()).find("l").orElseThrow().linkTarget()).isEqualTo("d/b");
        assertRebuilt(layer, tar);
    }

    @Test
    void theKernelMergesLayersAsTheIndexesSay() throws Exception {
        Layer base = register(new TestTar()
                .folder("etc")
                .file("etc/hosts", "old")
                .file("etc/gone", "x")
                .folder("opaque")
                .file("opaque/hidden", "h")
                .folder("var")
                .file("var/keep", "k")
                .folder("whole")
                .file("whole/f", "f"));
        Layer middle = register(
                new TestTar()
                        .folder("etc")
                        .file("etc/hosts", "newer")
                        .whiteout("etc/", "gone")
                        .folder("opaque")
                        .opaque("opaque")
                        .file("opaque/shown", "s")
                        .whiteout("", "whole"),
                base);
        Layer top =
                register(new TestTar().file("var/more", "m").folder("whole").file("whole/again", "a"), base, middle);
        LayerTrees trees = new IndexedLayerTrees(store);
        List<LayerId> stack = List.of(base.id(), middle.id(), top.id());
        Path merged = Files.createDirectories(directory.resolve("merged"));
        String lower = top.tree() + ":" + middle.tree() + ":" + base.tree();
        run(directory, "mount", "-t", "overlay", "overlay", "-o", "ro,lowerdir=" + lower, merged.toString());
        try {
            assertSameFolder(merged, "", trees, stack);
        } finally {
            run(directory, "umount", merged.toString());
        }
    }

    // Capturing

    @Test
    void capturesAWritableLayer() throws Exception {
        Layer base = register(new TestTar()
                .folder("etc")
                .file("etc/hosts", "h")
                .file("etc/gone", "x")
                .folder("dir")
                .file("dir/a", "a"));
        Path upper = Files.createDirectories(directory.resolve("upper"));
        Path work = Files.createDirectories(directory.resolve("work"));
        Path merged = Files.createDirectories(directory.resolve("merged"));
        run(
                directory,
                "mount",
                "-t",
                "overlay",
                "overlay",
                "-o",
                "lowerdir=" + base.tree() + ",upperdir=" + upper + ",workdir=" + work,
                merged.toString());
        try {
            run(merged, "sh", "-ec", """
                    echo changed > etc/hosts
                    rm etc/gone
                    rm -r dir; mkdir dir; echo new > dir/b
                    ln dir/b dir/c
                    ln -s b dir/s
                    mkfifo dir/fifo
                    mknod dir/null c 1 3
                    chown 1234:5678 dir/b
                    chmod 4711 dir/b
                    setfattr -n user.note -v hello dir/b
                    truncate -s 50M dir/holes; echo end >> dir/holes
                    mkdir -p proc/left; echo x > proc/left/out
                    """);
        } finally {
            run(directory, "umount", merged.toString());
        }
        Layer layer = store.capture(upper, List.of(base.id()), List.of("/proc"), ProgressListener.NONE);
        assertThat(store.index(layer.id()).entries().stream().map(entry -> entry.kind() + " " + entry.path()))
                .containsExactly(
                        "DIRECTORY dir",
                        "FILE dir/b",
                        "HARD_LINK dir/c",
                        "FIFO dir/fifo",
                        "FILE dir/holes",
                        "CHARACTER_DEVICE dir/null",
                        "SYMLINK dir/s",
                        "DIRECTORY etc",
                        "WHITEOUT etc/gone",
                        "FILE etc/hosts");
        assertThat(store.index(layer.id()).find("dir").orElseThrow().opaque()).isTrue();
        assertThat(layer.storedBytes()).isLessThan(500_000);
        FileTrees.remove(upper.resolve("proc"));
        assertSameTrees(layer.tree(), upper);
        byte[] tar = rebuilt(layer);
        assertThat(TestTar.diffId(tar)).isEqualTo(layer.diffId());
        Layer again = store.register(
                new ByteArrayInputStream(tar), layer.diffId(), List.of(base.id()), ProgressListener.NONE);
        assertThat(again.id()).isEqualTo(layer.id());
        store.verify(layer.id(), ProgressListener.NONE);
    }

    @Test
    void capturesTheSameTreeAsTheSameLayer() throws IOException {
        Path upper = Files.createDirectories(directory.resolve("upper"));
        Path file = Files.createDirectory(upper.resolve("sub")).resolve("f");
        Files.writeString(file, "x");
        Layer first = store.capture(upper, List.of(), List.of(), ProgressListener.NONE);
        Layer second = store.capture(upper, List.of(), List.of(), ProgressListener.NONE);
        assertThat(second).isEqualTo(first);
        assertThat(file).hasContent("x");
    }

    @Test
    void capturesAChangedRoot() throws IOException {
        Layer base = register(new TestTar().file("f", "x"));
        Path upper = Files.createDirectories(directory.resolve("upper"));
        try (var root = RootedDirectory.open(upper)) {
            root.mode("", 0755);
            assertThat(store.capture(upper, List.of(base.id()), List.of(), ProgressListener.NONE)
                            .entries())
                    .isZero();
            root.mode("", 0700);
        }
        Layer layer = store.capture(upper, List.of(base.id()), List.of(), ProgressListener.NONE);
        assertThat(store.index(layer.id()).find("").orElseThrow().mode()).isEqualTo(0700);
    }

    @Test
    void refusesToCaptureNamesThatWouldBeWhiteouts() throws IOException {
        Path upper = Files.createDirectories(directory.resolve("upper"));
        Files.writeString(upper.resolve(".wh.evil"), "");
        assertThatThrownBy(() -> store.capture(upper, List.of(), List.of(), ProgressListener.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("\".wh.evil\"");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void listsChangesWithWhiteoutsAndOpaqueFolders() throws Exception {
        Layer base = register(
                new TestTar().folder("d").file("d/a", "a").file("d/b", "bb").file("gone", "123"));
        Path upper = Files.createDirectories(directory.resolve("upper"));
        try (var root = RootedDirectory.open(upper)) {
            root.createWhiteout("gone");
            root.createWhiteout("never-was");
            root.createDirectory("d", 0755);
            root.xattr("d", "trusted.overlay.opaque", new byte[] {'y'});
            root.createFile("d/b", 0644).close();
        }
        LayerTrees trees = new IndexedLayerTrees(store);
        assertThat(trees.changes(upper, List.of(base.id())).stream()
                        .map(change -> change.sign() + " " + change.path() + " " + change.size()))
                .containsExactly("CHANGED /d 0", "REMOVED /d/a 1", "CHANGED /d/b 0", "REMOVED /gone 3");
    }

    private FileLayerStore newStore() {
        try {
            var store = new FileLayerStore(
                    Files.createDirectories(directory.resolve("layers")), new DirectoryForm(Privilege.ofThisProcess()));
            opened.add(store);
            return store;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Real files of this distribution and one of each kind that is rare among them.
    private Path sampleTree() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        for (String part : List.of("/etc", "/usr/share/zoneinfo", "/usr/share/perl5", "/usr/share/common-licenses")) {
            run(directory, "cp", "-a", part, source.toString());
        }
        run(source, "sh", "-ec", """
                mknod null c 1 3; mknod loop b 7 0; mkfifo fifo
                echo suid > suid; chown 3000000:4000000 suid; chmod 6755 suid
                setfattr -n user.note -v hello suid
                echo cap > cap; setfattr -n security.capability -v 0x01000002c0000000000000000000000000000000 cap
                setfattr -n trusted.mine -v 0xff00fe cap
                ln suid hard1; ln cap hard2; ln -s nowhere dangling; ln dangling hard-to-link
                touch -d '2001-02-03 04:05:06.789012345' old; touch -h -d '2002-02-02' dangling
                mkdir -m 1777 sticky; mkdir -m 2750 setgid; mkdir -m 000 closed
                echo x > '目录'; echo x > "$(printf 'latin\\351')"; echo x > "$(printf 'new\\nline')"
                mkdir -p long/$(printf 'l%.0s' $(seq 200)); echo x > long/$(printf 'l%.0s' $(seq 200))/$(printf 'm%.0s' $(seq 200))
                touch -d '2003-03-03 03:03:03.333' sticky
                """);
        return source;
    }

    private void assertSameFolder(Path merged, String folder, LayerTrees trees, List<LayerId> stack) {
        try (var root = RootedDirectory.open(merged)) {
            List<LayerTrees.Node> nodes = trees.merged(stack, folder).stream()
                    .filter(node -> node.sign() != LayerTrees.Sign.REMOVED)
                    .toList();
            assertThat(nodes.stream().map(node -> node.entry().name()))
                    .containsExactlyElementsOf(root.list(folder).stream()
                            .map(entry -> entry.name())
                            .toList());
            for (LayerTrees.Node node : nodes) {
                FileStatus status = root.status(node.entry().path());
                assertThat(status.mode()).isEqualTo(node.entry().mode());
                if (node.entry().kind() == LayerEntry.Kind.DIRECTORY) {
                    assertThat(node.hasChildren())
                            .isEqualTo(!root.list(node.entry().path()).isEmpty());
                    assertSameFolder(merged, node.entry().path(), trees, stack);
                } else {
                    assertThat(status.size()).isEqualTo(node.entry().size());
                }
            }
        }
    }

    /// Compares type, mode, owner, time, device, attributes, content, link target and hard links of everything.
    private static void assertSameTrees(Path actual, Path expected) throws IOException {
        assertThat(describe(actual)).isEqualTo(describe(expected)).isNotEmpty();
    }

    private static List<String> describe(Path tree) throws IOException {
        List<String> lines = new ArrayList<>();
        try (var root = RootedDirectory.open(tree)) {
            describe(root, "", lines, new HashMap<>());
        }
        return lines;
    }

    private static void describe(RootedDirectory root, String folder, List<String> lines, Map<Long, String> inodes)
            throws IOException {
        for (var child : root.list(folder)) {
            String path = folder.isEmpty() ? child.name() : folder + "/" + child.name();
            FileStatus status = child.status();
            String first = inodes.putIfAbsent(status.inode(), path);
            if (status.isOverlayWhiteout()) {
                lines.add(path + " whiteout");
                continue;
            }
            var line = new StringBuilder(path)
                    .append(" %s %o %d:%d".formatted(status.type(), status.mode(), status.uid(), status.gid()))
                    .append(" %s %d:%d".formatted(status.modified(), status.rdevMajor(), status.rdevMinor()))
                    .append(" link of ")
                    .append(first);
            root.xattrs(path).entrySet().stream()
                    .filter(xattr -> !KERNELS_OWN_MARKS.contains(xattr.getKey()))
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(xattr ->
                            line.append(" %s=%s".formatted(xattr.getKey(), Arrays.toString(xattr.getValue()))));
            if (status.isRegularFile()) {
                line.append(' ').append(status.size()).append(' ').append(contentHash(root, path));
            } else if (status.type() == FileType.SYMLINK) {
                line.append(" -> ").append(root.readLink(path));
            }
            lines.add(line.toString());
            if (status.isDirectory()) {
                describe(root, path, lines, inodes);
            }
        }
    }

    private static int contentHash(RootedDirectory root, String path) {
        try (var file = root.openFile(path)) {
            var buffer = ByteBuffer.allocate(65536);
            int hash = 1;
            while (file.read(buffer) >= 0) {
                hash = 31 * hash + buffer.flip().hashCode();
                buffer.clear();
            }
            return hash;
        }
    }

    private void assertRebuilt(Layer layer, Path tar) throws IOException {
        Path out = directory.resolve("rebuilt.tar");
        try (var stream = Files.newOutputStream(out)) {
            store.writeTar(layer.id(), stream, ProgressListener.NONE);
        }
        assertThat(Files.mismatch(out, tar)).isEqualTo(-1);
    }

    private String sha256(Path file) throws Exception {
        return run(directory, "sha256sum", file.toString()).substring(0, 64);
    }

    private String run(Path in, String... command) throws Exception {
        Path output = Files.createTempFile(directory, "out", "");
        Process process = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String text = new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
        Files.delete(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
