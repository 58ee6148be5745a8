package dev.onionyard.container;

import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.FileType;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Copies what an image has at a volume's place into the new volume, with owners, modes, times, attributes and
/// hard links. Links on the way to the place are followed inside the container's root, never out of it.
final class TreeCopy implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;

    private final RootedDirectory source;
    private final RootedDirectory target;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Map<Long, String> linkedFiles = new HashMap<>();

    private TreeCopy(Path sourceRoot, Path target) {
        this.source = RootedDirectory.open(sourceRoot);
        this.target = RootedDirectory.open(target);
    }

    /// Copies the folder `path` of the tree at `root` onto the empty folder `target`. Does nothing if there is
    /// no such folder.
    static void folder(Path root, String path, Path target) {
        String relative = path.substring(1);
        try (var copy = new TreeCopy(root, target)) {
            if (copy.source.leadsToDirectory(relative)) {
                copy.copyFolder(relative, "");
            }
        }
    }

    /// The name `.` resolves links that stand in the folder's own place.
    private void copyFolder(String from, String to) {
        String folder = from + "/.";
        for (DirectoryEntry child : source.list(folder)) {
            String childTo = to.isEmpty() ? child.name() : to + "/" + child.name();
            copy(from + "/" + child.name(), childTo, child.status());
        }
        FileStatus status = source.status(folder);
        target.owner(to, status.uid(), status.gid());
        target.mode(to, status.mode());
        source.xattrs(folder).forEach((name, value) -> target.xattr(to, name, value));
        target.times(to, status.modifiedSeconds(), status.modifiedNanos());
    }

    private void copy(String from, String to, FileStatus status) {
        String first = status.links() > 1 && !status.isDirectory() ? linkedFiles.putIfAbsent(status.inode(), to) : null;
        if (first != null) {
            target.createHardLink(to, first);
            return;
        }
        switch (status.type()) {
            case DIRECTORY -> {
                target.createDirectory(to, 0700);
                copyFolder(from, to);
            }
            case REGULAR -> copyFile(from, to, status);
            case SYMLINK -> {
                target.createSymlink(to, source.readLink(from));
                target.owner(to, status.uid(), status.gid());
                target.times(to, status.modifiedSeconds(), status.modifiedNanos());
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> copyNode(to, status);
            case SOCKET -> {}
        }
    }

    private void copyFile(String from, String to, FileStatus status) {
        try (OpenFile in = source.openFile(from);
                OpenFile out = target.createFile(to, 0600)) {
            while (in.read(buffer.clear()) >= 0) {
                out.write(buffer.flip());
            }
            out.owner(status.uid(), status.gid());
            out.mode(status.mode());
            in.xattrs().forEach(out::xattr);
            out.times(status.modifiedSeconds(), status.modifiedNanos());
        }
    }

    private void copyNode(String to, FileStatus status) {
        FileType type = status.type();
        target.createNode(to, type, status.mode(), status.rdevMajor(), status.rdevMinor());
        target.owner(to, status.uid(), status.gid());
        target.mode(to, status.mode());
        target.times(to, status.modifiedSeconds(), status.modifiedNanos());
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
