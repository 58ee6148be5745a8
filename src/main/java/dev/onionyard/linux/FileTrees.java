package dev.onionyard.linux;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Whole trees of the host, by path.
public final class FileTrees {

    private record Inode(long device, long inode) {}

    private FileTrees() {}

    /// Removes a file or folder with everything below; follows no link. Does nothing if nothing is there.
    public static void remove(Path tree) {
        Path absolute = tree.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent == null || !java.nio.file.Files.isDirectory(parent)) {
            return;
        }
        try (var directory = RootedDirectory.open(parent)) {
            directory.removeTree(absolute.getFileName().toString());
        }
    }

    /// What a tree takes on disk, in bytes: blocks of every inode once, folders included.
    public static long bytesOnDisk(Path tree) {
        long blocks = 0;
        Set<Inode> linked = new HashSet<>();
        Deque<String> folders = new ArrayDeque<>();
        try (var root = RootedDirectory.open(tree)) {
            blocks += root.status("").blocks();
            folders.push("");
            while (!folders.isEmpty()) {
                String folder = folders.pop();
                for (DirectoryEntry entry : root.list(folder)) {
                    FileStatus status = entry.status();
                    if (status.isDirectory()) {
                        folders.push(folder.isEmpty() ? entry.name() : folder + "/" + entry.name());
                    }
                    if (status.links() == 1
                            || status.isDirectory()
                            || linked.add(new Inode(status.device(), status.inode()))) {
                        blocks += status.blocks();
                    }
                }
            }
        }
        return blocks * 512;
    }
}
