package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootedDirectoryIT {

    @TempDir
    Path temp;

    private Path tree;
    private Path outside;
    private RootedDirectory root;

    @BeforeEach
    void open() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "untouched");
        root = RootedDirectory.open(tree);
    }

    @AfterEach
    void close() throws IOException {
        root.close();
        assertThat(outside).isDirectoryContaining(path -> path.endsWith("secret"));
        assertThat(outside.toFile().list()).containsExactly("secret");
        assertThat(outside.resolve("secret")).hasContent("untouched");
    }

    @Test
    void keepsEverythingAboutAFile() throws IOException {
        try (OpenFile file = root.createFile("f", 0600)) {
            file.write("hello".getBytes(StandardCharsets.UTF_8), 0, 5);
            file.owner(3_000_000, 4_000_000);
            file.mode(04755);
            file.xattr("user.note", new byte[] {0, 1, (byte) 0xC0});
            file.xattr("trusted.overlay.opaque", new byte[] {'y'});
            file.times(1_700_000_000L, 123_456_789);
        }

        FileStatus status = root.status("f");
        assertThat(status.type()).isEqualTo(FileType.REGULAR);
        assertThat(status.mode()).isEqualTo(04755);
        assertThat(status.uid()).isEqualTo(3_000_000);
        assertThat(status.gid()).isEqualTo(4_000_000);
        assertThat(status.size()).isEqualTo(5);
        assertThat(status.links()).isEqualTo(1);
        assertThat(status.modifiedSeconds()).isEqualTo(1_700_000_000L);
        assertThat(status.modifiedNanos()).isEqualTo(123_456_789);
        assertThat(root.xattrs("f"))
                .containsEntry("user.note", new byte[] {0, 1, (byte) 0xC0})
                .containsEntry("trusted.overlay.opaque", new byte[] {'y'});
        assertThat(tree.resolve("f")).hasContent("hello");
    }

    @Test
    void writesAndReadsBuffersOfEveryKind() {
        byte[] bytes = new byte[700_000];
        new java.util.Random(1).nextBytes(bytes);
        try (OpenFile file = root.createFile("f", 0600)) {
            file.write(ByteBuffer.wrap(bytes, 0, 300_000));
            file.write(ByteBuffer.allocateDirect(400_000)
                    .put(bytes, 300_000, 400_000)
                    .flip());
        }
        ByteBuffer heap = ByteBuffer.allocate(bytes.length);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 1);
        try (OpenFile file = root.openFile("f")) {
            while (file.read(heap) >= 0 && heap.hasRemaining()) {}
            assertThat(file.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            while (file.readAt(direct.position(), direct) >= 0) {}
        }
        assertThat(heap.array()).isEqualTo(bytes);
        assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(bytes));
    }

    @Test
    void sparseFilesKeepTheirHoles() {
        try (OpenFile file = root.createFile("sparse", 0600)) {
            file.writeAt(10_000_000, ByteBuffer.wrap(new byte[] {1}));
            file.truncate(50_000_000);
        }
        FileStatus status = root.status("sparse");
        assertThat(status.size()).isEqualTo(50_000_000);
        assertThat(status.blocks()).isLessThan(100);
    }

    @Test
    void makesNodesLinksAndWhiteouts() throws IOException {
        root.createDirectory("dev", 0755);
        root.createNode("dev/big", FileType.BLOCK_DEVICE, 0660, 259, 70_000);
        root.createNode("dev/fifo", FileType.FIFO, 0600, 0, 0);
        root.createWhiteout("dev/gone");
        root.createSymlink("dev/link", "/proc/../etc/茶");
        root.createFile("dev/file", 0644).close();
        root.createHardLink("dev/hard", "dev/file");
        root.createHardLink("hardlink-to-link", "dev/link");
        root.owner("dev/link", 7, 8);
        root.times("dev/link", -5, 1);
        root.xattr("dev/link", "trusted.mark", new byte[] {9});

        assertThat(root.status("dev/big"))
                .extracting(FileStatus::type, FileStatus::rdevMajor, FileStatus::rdevMinor)
                .containsExactly(FileType.BLOCK_DEVICE, 259, 70_000);
        assertThat(root.status("dev/fifo").type()).isEqualTo(FileType.FIFO);
        assertThat(root.status("dev/gone").isOverlayWhiteout()).isTrue();
        assertThat(root.readLink("dev/link")).isEqualTo("/proc/../etc/茶");
        assertThat(root.status("dev/hard").inode())
                .isEqualTo(root.status("dev/file").inode());
        FileStatus link = root.status("hardlink-to-link");
        assertThat(link)
                .extracting(FileStatus::type, FileStatus::uid, FileStatus::gid, FileStatus::links)
                .containsExactly(FileType.SYMLINK, 7L, 8L, 2L);
        assertThat(link.modifiedSeconds()).isEqualTo(-5);
        assertThat(root.xattrs("dev/link")).containsOnlyKeys("trusted.mark");
        assertThatThrownBy(() -> root.mode("dev/link", 0600)).isInstanceOf(EngineException.class);
    }

    @Test
    void newEntriesReplaceOldOnesOfAnyKind() throws IOException {
        root.createDirectories("x/deep/er", 0755);
        root.createFile("x/deep/er/file", 0600).close();
        root.createFile("x", 0600).close();
        assertThat(root.status("x").isRegularFile()).isTrue();
        root.createSymlink("x", "elsewhere");
        assertThat(root.createDirectory("x", 0755)).isTrue();
        assertThat(root.createDirectory("x", 0755)).isFalse();
        root.createFile("x/file", 0600).close();
        root.createWhiteout("x");
        assertThat(root.status("x").isOverlayWhiteout()).isTrue();
    }

    @Test
    void aReplacedFileIsANewInode() {
        root.createFile("a", 0600).close();
        root.createHardLink("b", "a");
        try (OpenFile file = root.createFile("a", 0600)) {
            file.write(new byte[] {1}, 0, 1);
        }
        assertThat(root.status("b").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OUT", "/proc/self/root/OUT", "../../../../../../../OUT", "a/../../../OUT"})
    void linksNeverLeadOutside(String target) {
        root.createDirectory("a", 0755);
        String toOutside = target.replace("OUT", outside.toString().substring(1));
        for (String link : List.of(toOutside, "/" + toOutside)) {
            root.createSymlink("link", link);
            for (String path : List.of("link/secret", "link/new", "a/../link/secret", "a/../../link/new")) {
                assertThatThrownBy(() -> root.createFile(path, 0600)).isInstanceOf(EngineException.class);
                assertThatThrownBy(() -> root.createWhiteout(path)).isInstanceOf(EngineException.class);
                assertThatThrownBy(() -> root.removeTree(path)).isInstanceOf(EngineException.class);
                assertThatThrownBy(() -> root.createHardLink("stolen", path)).isInstanceOf(EngineException.class);
                assertThatThrownBy(() -> root.openFile(path)).isInstanceOf(EngineException.class);
            }
        }
        root.createSymlink("secret", outside.resolve("secret").toString());
        assertThatThrownBy(() -> root.openFile("secret"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("symbolic links");
        root.createFile("secret", 0600).close();
    }

    @Test
    void absoluteLinksStayInsideTheRoot() {
        root.createDirectories("usr/lib", 0755);
        root.createSymlink("lib", "/usr/lib");
        root.createFile("lib/here", 0600).close();
        assertThat(tree.resolve("usr/lib/here")).exists();
        assertThat(root.createDirectories("lib/a/b", 0700)).containsExactly("lib/a", "lib/a/b");
        assertThat(tree.resolve("usr/lib/a/b")).isDirectory();
    }

    @Test
    void aFolderThatBecameALinkIsNotRemembered() throws IOException {
        root.createDirectory("d", 0755);
        root.createFile("d/one", 0600).close();
        root.removeTree("d");
        root.createDirectory("other", 0755);
        root.createSymlink("d", "other");
        root.createFile("d/two", 0600).close();
        assertThat(tree.resolve("other/two")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/..", "/..", "a/", "/", "a\0b"})
    void refusesPathsThatNameNothingInside(String path) {
        root.createDirectory("a", 0755);
        assertThatThrownBy(() -> root.createFile(path, 0600)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> root.status(path)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> root.owner(path, 1, 1)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void theEmptyPathIsTheRootItself() {
        root.owner("", 11, 12);
        root.mode("", 01777);
        root.xattr("", "user.of", new byte[] {1});
        root.times("", 1000, 5);
        assertThat(root.status(""))
                .extracting(FileStatus::uid, FileStatus::gid, FileStatus::mode, FileStatus::modifiedNanos)
                .containsExactly(11L, 12L, 01777, 5);
        assertThat(root.xattrs("")).containsOnlyKeys("user.of");
        assertThatThrownBy(() -> root.removeTree("")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThatThrownBy(() -> root.createFile("n".repeat(256), 0600))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> root.createFile("d/".repeat(3000) + "f", 0600))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("longer than 4095");
        assertThatThrownBy(() -> root.createFile("茶".repeat(2000), 0600)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(root.find("nothing/here")).isEmpty();
        assertThatThrownBy(() -> root.openFile("nothing"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("cannot open \"nothing\": no such file or directory");
    }

    @Test
    void namesThatAreNotUtf8ComeBack() {
        String name = FileNames.decode(new byte[] {'a', (byte) 0xFF, '\n', (byte) 0xE8, (byte) 0x8C, (byte) 0xB6});
        root.createFile(name, 0600).close();
        assertThat(root.list("")).extracting(DirectoryEntry::name).containsExactly(name);
        root.removeContents();
        assertThat(root.list("")).isEmpty();
    }

    @Test
    void usesManyFoldersAtOnce() {
        for (int i = 0; i < 300; i++) {
            root.createDirectory("d" + i, 0755);
            root.createFile("d" + i + "/f", 0600).close();
            root.createHardLink("d" + i / 2 + "/g" + i, "d" + i + "/f");
        }
        assertThat(root.list("")).hasSize(300);
        assertThat(root.status("d299/f").inode())
                .isEqualTo(root.status("d149/g299").inode());
    }

    @Test
    void removesTreesOfAnyDepthWithoutFollowingLinks() throws IOException {
        try (var deep = RootedDirectory.open(tree)) {
            deep.createDirectory("deep", 0755);
        }
        buildDeep(tree.resolve("deep"), 3000);
        root.createSymlink("deep/out", outside.toString());
        for (int i = 0; i < 50; i++) {
            root.createDirectories("deep/wide" + i + "/x", 0755);
            root.createFile("deep/wide" + i + "/x/f", 0600).close();
        }
        root.removeTree("deep");
        assertThat(Files.exists(tree.resolve("deep"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        root.removeTree("deep");
    }

    @Test
    void refusesToReplaceAMountPoint() {
        assertThatThrownBy(() -> root.remove("")).isInstanceOf(EngineException.class);
        root.createDirectories("full/x", 0755);
        assertThatThrownBy(() -> root.remove("full")).isInstanceOf(ConflictException.class);
    }

    @Test
    void countsBlocksOfLinkedFilesOnce() {
        try (OpenFile file = root.createFile("a", 0600)) {
            file.write(new byte[1 << 20], 0, 1 << 20);
        }
        long before = FileTrees.bytesOnDisk(tree);
        root.createHardLink("b", "a");
        assertThat(FileTrees.bytesOnDisk(tree)).isEqualTo(before).isGreaterThanOrEqualTo(1 << 20);
    }

    @Test
    void attributesOfAFileWithoutAnyAreEmpty() {
        root.createFile("a", 0600).close();
        assertThat(root.xattrs("a")).isEqualTo(Map.of());
    }

    /// Deeper than a path can be long: each step moves what is there one level down.
    private static void buildDeep(Path top, int depth) {
        for (int built = 0; built < depth; built += 500) {
            try (var root = RootedDirectory.open(top)) {
                root.createDirectories("n" + "/d".repeat(499), 0755);
                if (root.find("chain").isPresent()) {
                    root.rename("chain", "n" + "/d".repeat(499) + "/c");
                }
                root.rename("n", "chain");
            }
        }
    }
}
