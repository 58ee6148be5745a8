package dev.onionyard.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.Mounts;
import dev.onionyard.linux.RootedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotStoreIT {

    private Path temp;
    private HomeDirectory home;
    private SnapshotStore store;

    @BeforeEach
    void makeStore() throws IOException {
        temp = Files.createTempDirectory("onionyard-snapshots");
        home = new HomeDirectory(temp.resolve("home"), temp.resolve("run"));
        store = new OverlaySnapshotStore(home);
    }

    @AfterEach
    void removeAll() throws IOException {
        Mounts.below(temp).forEach(mount -> Mounts.unmount(mount.mountPoint()));
        home.destroy();
        FileTrees.remove(temp);
    }

    @Test
    void whatIsWrittenStaysInUpper() throws IOException {
        List<Path> lowers = lowers(3);
        store.prepare("c1", lowers);
        Snapshot snapshot = store.mount("c1");

        assertThat(snapshot.root().resolve("name")).hasContent("layer 0");
        Files.writeString(snapshot.root().resolve("name"), "mine");
        Files.delete(snapshot.root().resolve("only-2"));
        store.unmount("c1");

        assertThat(snapshot.root()).doesNotExist();
        assertThat(lowers.get(0).resolve("name")).hasContent("layer 0");
        assertThat(snapshot.upper().resolve("name")).hasContent("mine");
        assertThat(store.mount("c1").root().resolve("only-2")).doesNotExist();
        assertThat(store.bytesOnDisk("c1")).isPositive();
    }

    @Test
    void mountsAndUnmountsAsOftenAsAsked() throws IOException {
        store.prepare("c1", lowers(1));
        store.mount("c1");
        store.mount("c1");
        assertThat(Mounts.below(home.runDirectory("roots"))).hasSize(1);
        store.unmount("c1");
        store.unmount("c1");
        assertThat(store.isMounted("c1")).isFalse();
    }

    @Test
    void theRootLooksLikeTheImages() throws IOException {
        Path lower = lowers(1).getFirst();
        try (var root = RootedDirectory.open(lower)) {
            root.owner("", 5, 6);
            root.mode("", 01751);
            root.xattr("", "user.mark", new byte[] {1});
            root.xattr("", "trusted.overlay.opaque", new byte[] {'y'});
            root.times("", 1_000_000_000, 7);
        }
        store.prepare("c1", List.of(lower));

        try (var root = RootedDirectory.open(store.mount("c1").root())) {
            assertThat(root.status(""))
                    .extracting(FileStatus::uid, FileStatus::gid, FileStatus::mode, FileStatus::modifiedSeconds)
                    .containsExactly(5L, 6L, 01751, 1_000_000_000L);
            assertThat(root.xattrs("")).containsOnlyKeys("user.mark");
        }
    }

    @Test
    void takes127LayersAndNoMore() throws IOException {
        store.prepare("c1", lowers(127));
        assertThat(store.mount("c1").root().resolve("only-126")).exists();
        assertThatThrownBy(() -> store.prepare("c2", lowers(128)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("128 layers")
                .hasMessageContaining("127");
    }

    @Test
    void anEmptyImageGivesAnEmptyRoot() throws IOException {
        store.prepare("c1", List.of());
        Path root = store.mount("c1").root();
        assertThat(root).isEmptyDirectory();
        Files.createFile(root.resolve("f"));
    }

    @Test
    void preparingAgainKeepsWhatWasWritten() throws IOException {
        List<Path> lowers = lowers(1);
        Snapshot snapshot = store.prepare("c1", lowers);
        Files.createFile(snapshot.upper().resolve("kept"));
        assertThat(store.prepare("c1", lowers).upper().resolve("kept")).exists();
    }

    @Test
    void whatACrashLeftHalfMadeIsNotASnapshot() throws IOException {
        Files.createDirectories(temp.resolve("home/snapshots/.new-c1/upper/rest"));
        assertThat(store.find("c1")).isEmpty();
        assertThat(store.prepare("c1", lowers(1)).upper()).isEmptyDirectory();
    }

    @Test
    void sweepKeepsOnlyWhatIsOwned() throws IOException {
        store.prepare("mine", lowers(1));
        store.prepare("gone", lowers(1));
        store.mount("mine");
        Path gone = store.mount("gone").root();
        Mounts.tmpfs(Files.createDirectory(gone.resolve("inner")), 1 << 20, 0755);
        Files.createDirectories(temp.resolve("home/snapshots/.new-half/upper"));

        store.sweep(Set.of("mine"));

        assertThat(store.isMounted("mine")).isTrue();
        assertThat(store.find("gone")).isEmpty();
        assertThat(Mounts.below(home.runDirectory("roots"))).hasSize(1);
        assertThat(temp.resolve("home/snapshots").toFile().list()).containsExactlyInAnyOrder("mine", ".empty");
        assertThat(temp.resolve("run/roots").toFile().list()).containsExactly("mine");
    }

    @Test
    void removeTakesEverything() throws IOException {
        store.prepare("c1", lowers(1));
        Files.createDirectories(store.mount("c1").root().resolve("a/b/c"));
        store.remove("c1");
        store.remove("c1");
        assertThat(store.find("c1")).isEmpty();
        assertThatThrownBy(() -> store.mount("c1")).isInstanceOf(NotFoundException.class);
        assertThat(temp.resolve("home/snapshots").toFile().list()).containsExactly(".empty");
    }

    @Test
    void refusesIdsThatArePaths() {
        assertThatThrownBy(() -> store.prepare("../x", List.of())).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> store.remove(".empty")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void lowersBelowHomeMoveWithIt() throws IOException {
        Path lower = Files.createDirectories(temp.resolve("home/layers/x"));
        store.prepare("c1", List.of(lower, temp));
        assertThat(Files.readString(temp.resolve("home/snapshots/c1/lowers"))).isEqualTo("layers/x\n" + temp + "\n");
        assertThat(store.get("c1").lowers()).containsExactly(lower, temp);
    }

    /// Layer `n` has a file `only-n` and a file `name` that says `layer n`; 0 is on top.
    private List<Path> lowers(int count) throws IOException {
        List<Path> lowers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path lower = Files.createDirectories(temp.resolve("home/layers/" + count + "/layer" + i));
            Files.writeString(lower.resolve("name"), "layer " + i);
            Files.writeString(lower.resolve("only-" + i), "");
            lowers.add(lower);
        }
        return lowers;
    }
}
