package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MountsIT {

    private Path temp;

    @BeforeEach
    void makeTemp() throws IOException {
        temp = Files.createTempDirectory("onionyard-mounts");
    }

    @AfterEach
    void unmountAll() {
        Mounts.below(temp).forEach(mount -> Mounts.unmount(mount.mountPoint()));
        FileTrees.remove(temp);
    }

    @Test
    void mounts127LowerDirectories() throws IOException {
        Mounts.overlay(overlay(127, "layer"));

        assertThat(temp.resolve("root")).isDirectoryContaining("glob:**/file-of-126");
        assertThat(temp.resolve("root/common")).hasContent("0");
        assertThat(Mounts.isMounted(temp.resolve("root"))).isTrue();
        assertThat(Mounts.unmount(temp.resolve("root"))).isTrue();
        assertThat(Mounts.unmount(temp.resolve("root"))).isFalse();
    }

    @Test
    void mounts127LowerDirectoriesWithTheOldCall() throws IOException {
        try (var scratch = new Scratch()) {
            new LegacyOverlayMounter(scratch).mount(overlay(127, "layer"));
        }
        assertThat(temp.resolve("root/common")).hasContent("0");
        assertThat(temp.resolve("root/file-of-126")).exists();
    }

    @Test
    void pathsMayBeLongAndHoldSeparators() throws IOException {
        Mounts.overlay(overlay(3, "a:b,c\\d " + "x".repeat(240)));
        assertThat(temp.resolve("root/common")).hasContent("0");
    }

    @Test
    void writesGoToUpperWhole() throws IOException {
        OverlayMount mount = overlay(2, "layer");
        Files.writeString(mount.lowers().get(1).resolve("big"), "x".repeat(100_000));
        Files.createDirectory(mount.lowers().get(1).resolve("folder"));
        Mounts.overlay(mount);

        ChildProcess.of("chmod", "600", temp.resolve("root/big").toString()).output();
        Files.delete(temp.resolve("root/common"));
        ChildProcess.of(
                        "mv",
                        temp.resolve("root/folder").toString(),
                        temp.resolve("root/moved").toString())
                .output();
        Mounts.unmount(temp.resolve("root"));

        try (var upper = RootedDirectory.open(mount.upper())) {
            assertThat(upper.status("big").size()).isEqualTo(100_000);
            assertThat(upper.status("big").blocks()).isGreaterThan(100);
            assertThat(upper.status("common").isOverlayWhiteout()).isTrue();
            assertThat(upper.status("folder").isOverlayWhiteout()).isTrue();
            assertThat(upper.status("moved").isDirectory()).isTrue();
            for (DirectoryEntry entry : upper.list("")) {
                assertThat(upper.xattrs(entry.name()))
                        .doesNotContainKeys("trusted.overlay.metacopy", "trusted.overlay.redirect");
            }
        }
    }

    @Test
    void saysWhyTheKernelRefuses() throws IOException {
        OverlayMount good = overlay(1, "layer");
        var missingLower = new OverlayMount(List.of(temp.resolve("nothing")), good.upper(), good.work(), good.target());
        assertThatThrownBy(() -> Mounts.overlay(missingLower))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("nothing")
                .hasMessageContaining("no such file or directory");
    }

    @Test
    void bindsFoldersAndFiles() throws IOException {
        Path source = Files.createDirectory(temp.resolve("source"));
        Files.writeString(source.resolve("f"), "x");
        Path folder = Files.createDirectory(temp.resolve("with space"));
        Path file = Files.createFile(temp.resolve("file"));
        Mounts.bind(source, folder, true);
        Mounts.bind(source.resolve("f"), file, false);

        assertThat(file).hasContent("x");
        assertThat(Mounts.isMounted(folder)).isTrue();
        assertThatThrownBy(() -> Files.createFile(folder.resolve("new"))).hasMessageContaining("Read-only");
    }

    @Test
    void removingATreeStopsAtAMount() throws IOException {
        Path volume = Files.createDirectory(temp.resolve("volume"));
        Files.writeString(volume.resolve("data"), "precious");
        Path inTree = Files.createDirectories(temp.resolve("tree/a/mounted"));
        Mounts.bind(volume, inTree, false);

        assertThatThrownBy(() -> FileTrees.remove(temp.resolve("tree")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("mounted");
        assertThat(volume.resolve("data")).hasContent("precious");
    }

    @Test
    void mountsMemory() throws IOException {
        Path target = Files.createDirectory(temp.resolve("tmpfs"));
        Mounts.tmpfs(target, 1 << 20, 01777);
        assertThat(Files.getFileStore(target).getTotalSpace()).isEqualTo(1 << 20);
    }

    /// Lower `n` has `file-of-n` and a file `common` that says `n`; 0 is on top.
    private OverlayMount overlay(int layers, String name) throws IOException {
        List<Path> lowers = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            Path lower = Files.createDirectories(temp.resolve("layers")
                    .resolve("0123456789abcdef".repeat(4) + i)
                    .resolve(name));
            Files.writeString(lower.resolve("common"), "" + i);
            Files.writeString(lower.resolve("file-of-" + i), "");
            lowers.add(lower);
        }
        return new OverlayMount(
                lowers,
                Files.createDirectory(temp.resolve("upper")),
                Files.createDirectory(temp.resolve("work")),
                Files.createDirectory(temp.resolve("root")));
    }
}
