package dev.onionyard.volume;

import dev.onionyard.error.ConflictException;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.Mounts;
import dev.onionyard.linux.RootedDirectory;
import java.nio.file.Path;
import java.util.List;

/// Where volumes lie: `home/volumes/<name>/_data`, as in Docker's data directory. A volume that is being removed is
/// first renamed to `.removed-<name>`, so that nobody meets half of it.
final class VolumeDirectories {

    private static final String REMOVED = ".removed-";
    private static final String DATA = "_data";

    private final Path volumes;

    VolumeDirectories(Path volumes) {
        this.volumes = volumes;
    }

    Path data(String name) {
        return volumes.resolve(name).resolve(DATA);
    }

    /// Does nothing if it is there.
    void create(String name) {
        try (var root = RootedDirectory.open(volumes)) {
            root.createDirectory(name, 0711);
            root.createDirectory(name + "/" + DATA, 0755);
        }
    }

    /// Unmounts what options have mounted.
    ///
    /// @throws ConflictException if something stays mounted
    void unmount(String name) {
        Path data = data(name);
        while (Mounts.isMounted(data) && Mounts.unmount(data)) {
            // What lay below may be a mount as well.
        }
        if (Mounts.isMounted(data)) {
            throw new ConflictException("cannot remove volume \"" + name + "\": something is mounted on " + data);
        }
    }

    /// Takes the name away; the bytes go by [#sweep].
    void detach(String name) {
        try (var root = RootedDirectory.open(volumes)) {
            root.removeTree(REMOVED + name);
            if (root.find(name).isPresent()) {
                root.rename(name, REMOVED + name);
            }
        }
    }

    /// Removes the bytes of detached volumes.
    void sweep() {
        try (var root = RootedDirectory.open(volumes)) {
            names(root).stream().filter(name -> name.startsWith(REMOVED)).forEach(root::removeTree);
        }
    }

    /// Names of the volumes that are there.
    List<String> present() {
        try (var root = RootedDirectory.open(volumes)) {
            return names(root).stream().filter(name -> !name.startsWith(".")).toList();
        }
    }

    boolean isEmpty(String name) {
        try (var data = RootedDirectory.open(data(name))) {
            return data.list("").isEmpty();
        }
    }

    long bytesOnDisk(String name) {
        return FileTrees.bytesOnDisk(data(name));
    }

    private static List<String> names(RootedDirectory root) {
        return root.list("").stream().map(DirectoryEntry::name).toList();
    }
}
