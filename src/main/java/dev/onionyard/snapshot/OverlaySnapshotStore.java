package dev.onionyard.snapshot;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.Mount;
import dev.onionyard.linux.Mounts;
import dev.onionyard.linux.OverlayMount;
import dev.onionyard.linux.RootedDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Snapshots as directories:
///
/// ```
/// home/snapshots/<id>/upper    what the container wrote
/// home/snapshots/<id>/work     overlayfs's own
/// home/snapshots/<id>/lowers   the read-only trees, one a line, top first, relative to home where they are below it
/// home/snapshots/.empty        the lower tree of containers that have none
/// run/roots/<id>               where the merged tree is mounted
/// ```
///
/// A snapshot is made under another name and renamed when it is complete.
@Component
class OverlaySnapshotStore implements SnapshotStore {

    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]*");
    private static final int LOCKS = 64;

    private final Path home;
    private final Path snapshots;
    private final Path roots;
    private final Object[] locks = new Object[LOCKS];

    OverlaySnapshotStore(HomeDirectory home) {
        this.home = home.path();
        this.snapshots = home.directory("snapshots");
        this.roots = home.runDirectory("roots");
        home.directory("snapshots/.empty");
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    @Override
    public Snapshot prepare(String id, List<Path> lowers) {
        if (lowers.size() > MAX_LOWERS) {
            throw new InvalidInputException("cannot make a container of " + lowers.size()
                    + " layers: overlayfs takes at most " + MAX_LOWERS
                    + "; make the image flatter (export its files and import them)");
        }
        checkId(id);
        synchronized (lock(id)) {
            if (find(id).isEmpty()) {
                new SnapshotBuilder(home, snapshots).build(id, lowers);
            }
            return get(id);
        }
    }

    @Override
    public Optional<Snapshot> find(String id) {
        Path directory = directory(id);
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        List<Path> lowers = LowersFile.read(directory.resolve("lowers"), home);
        return Optional.of(new Snapshot(id, lowers, directory.resolve("upper"), roots.resolve(id)));
    }

    @Override
    public Snapshot get(String id) {
        return find(id).orElseThrow(() -> new NotFoundException("cannot find snapshot \"" + id + "\": there is none"));
    }

    @Override
    public Snapshot mount(String id) {
        synchronized (lock(id)) {
            Snapshot snapshot = get(id);
            if (!Mounts.isMounted(snapshot.root())) {
                makeMountPoint(id);
                Mounts.overlay(overlay(snapshot));
            }
            return snapshot;
        }
    }

    @Override
    public boolean isMounted(String id) {
        checkId(id);
        return Mounts.isMounted(roots.resolve(id));
    }

    @Override
    public void unmount(String id) {
        checkId(id);
        synchronized (lock(id)) {
            unmountRoot(id);
        }
    }

    @Override
    public void remove(String id) {
        checkId(id);
        synchronized (lock(id)) {
            unmountRoot(id);
            removeDirectory(id);
        }
    }

    @Override
    public long bytesOnDisk(String id) {
        return FileTrees.bytesOnDisk(get(id).upper());
    }

    @Override
    public void sweep(Set<String> owned) {
        for (Mount mount : Mounts.below(roots)) {
            if (!owned.contains(firstBelow(roots, mount.mountPoint()))) {
                Mounts.unmount(mount.mountPoint());
            }
        }
        names(roots).stream().filter(name -> !owned.contains(name)).forEach(this::unmountRoot);
        names(snapshots).stream()
                .filter(name -> !owned.contains(name) && !name.equals(".empty"))
                .forEach(this::removeDirectory);
    }

    private OverlayMount overlay(Snapshot snapshot) {
        Path directory = directory(snapshot.id());
        List<Path> lowers = snapshot.lowers().isEmpty() ? List.of(snapshots.resolve(".empty")) : snapshot.lowers();
        return new OverlayMount(lowers, snapshot.upper(), directory.resolve("work"), snapshot.root());
    }

    private void makeMountPoint(String id) {
        try (var parent = RootedDirectory.open(roots)) {
            parent.createDirectory(id, 0755);
        }
    }

    /// Several mounts may lie on each other after a crash.
    private void unmountRoot(String id) {
        Path root = roots.resolve(id);
        while (Mounts.isMounted(root)) {
            Mounts.unmount(root);
        }
        try (var parent = RootedDirectory.open(roots)) {
            if (parent.find(id).isPresent()) {
                parent.remove(id);
            }
        }
    }

    /// Renamed first, so that a crash leaves nothing that looks like a snapshot.
    private void removeDirectory(String id) {
        try (var parent = RootedDirectory.open(snapshots)) {
            String doomed = id.startsWith(".") ? id : ".removed-" + id;
            if (!doomed.equals(id) && parent.find(id).isPresent()) {
                parent.removeTree(doomed);
                parent.rename(id, doomed);
            }
            parent.removeTree(doomed);
        }
    }

    private Path directory(String id) {
        checkId(id);
        return snapshots.resolve(id);
    }

    private static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new InvalidInputException(
                    "cannot use snapshot id \"" + id + "\": it must be letters, digits, hyphens and underscores");
        }
    }

    private Object lock(String id) {
        return locks[Math.floorMod(id.hashCode(), LOCKS)];
    }

    private static String firstBelow(Path directory, Path path) {
        return path.equals(directory)
                ? ""
                : directory.relativize(path).getName(0).toString();
    }

    private static List<String> names(Path directory) {
        try (var opened = RootedDirectory.open(directory)) {
            return opened.list("").stream().map(DirectoryEntry::name).toList();
        }
    }
}
