package dev.onionyard.snapshot;

import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.RootedDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Makes the directories of one snapshot.
final class SnapshotBuilder {

    private static final String OVERLAY_MARKS = "trusted.overlay.";

    private final Path home;
    private final Path snapshots;

    SnapshotBuilder(Path home, Path snapshots) {
        this.home = home;
        this.snapshots = snapshots;
    }

    void build(String id, List<Path> lowers) {
        String unfinished = ".new-" + id;
        try (var parent = RootedDirectory.open(snapshots)) {
            parent.removeTree(unfinished);
            parent.createDirectory(unfinished, 0700);
            parent.createDirectory(unfinished + "/upper", 0755);
            parent.createDirectory(unfinished + "/work", 0700);
            LowersFile.write(parent, unfinished + "/lowers", lowers, home);
            if (!lowers.isEmpty()) {
                copyRoot(lowers.getFirst(), parent, unfinished + "/upper");
            }
            parent.rename(unfinished, id);
        }
    }

    /// The root of the merged tree looks like the upper directory, so that must look like the image's root.
    private static void copyRoot(Path lower, RootedDirectory parent, String upper) {
        try (var top = RootedDirectory.open(lower)) {
            FileStatus status = top.status("");
            parent.owner(upper, status.uid(), status.gid());
            parent.mode(upper, status.mode());
            for (Map.Entry<String, byte[]> attribute : top.xattrs("").entrySet()) {
                if (!attribute.getKey().startsWith(OVERLAY_MARKS)) {
                    parent.xattr(upper, attribute.getKey(), attribute.getValue());
                }
            }
            parent.times(upper, status.modifiedSeconds(), status.modifiedNanos());
        }
    }
}
