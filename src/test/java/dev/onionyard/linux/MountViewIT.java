package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.MountView.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountViewIT {

    @TempDir
    Path temp;

    private List<Mount> before = List.of();

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(temp.resolve("trees/tree/place"));
        Files.writeString(temp.resolve("trees/tree/file"), "below");
        Files.createDirectories(temp.resolve("source/inner"));
        Files.writeString(temp.resolve("source/inside"), "above");
        before = mounts();
    }

    @Test
    void laysTreesIntoATreeAndLeavesNothingOnTheHost() {
        try (MountView view = view(
                false,
                new Overlay(temp.resolve("source"), "place", false),
                new Overlay(temp.resolve("source/inside"), "file", true),
                new Overlay(null, "made/memory", false))) {
            RootedDirectory root = view.root();

            assertThat(root.list("place")).extracting(DirectoryEntry::name).containsExactly("inner", "inside");
            assertThat(root.status("file").size()).isEqualTo("above".length());
            assertThat(root.isWritable("place")).isTrue();
            assertThat(root.isWritable("made/memory")).isFalse();
            root.createFile("place/new", 0600).close();
            assertThatThrownBy(() -> root.openForWriting("file")).isInstanceOf(UnavailableException.class);
            assertThat(mounts()).isEqualTo(before);
        }
        assertThat(temp.resolve("source/new")).exists();
        assertThat(temp.resolve("trees/tree/place")).isEmptyDirectory();
        assertThat(mounts()).isEqualTo(before);
    }

    @Test
    void aReadOnlyTreeMayHaveWritableOnesInIt() {
        try (MountView view = view(true, new Overlay(temp.resolve("source"), "place", false))) {
            assertThat(view.root().isWritable("")).isFalse();
            assertThat(view.root().isWritable("place")).isTrue();
            assertThat(view.root().isWritable("place/inner")).isTrue();
        }
    }

    @Test
    void followsNoLinkOutOfTheTree() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createSymbolicLink(temp.resolve("trees/tree/way"), Path.of("../../outside"));
        Files.createSymbolicLink(temp.resolve("trees/tree/far"), outside);

        try (MountView view = view(
                false,
                new Overlay(temp.resolve("source"), "way/x", false),
                new Overlay(temp.resolve("source"), "far/y", false))) {
            assertThat(view.root().list("way/x")).isNotEmpty();
            assertThat(view.root().list("far/y")).isNotEmpty();
        }

        assertThat(outside).isEmptyDirectory();
    }

    private MountView view(boolean readOnly, Overlay... overlays) {
        return MountView.open(temp.resolve("trees/tree"), readOnly, List.of(overlays));
    }

    private List<Mount> mounts() {
        return Mounts.list().stream()
                .filter(mount -> mount.mountPoint().startsWith(temp))
                .toList();
    }
}
