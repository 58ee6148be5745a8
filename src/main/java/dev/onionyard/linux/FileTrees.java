package dev.onionyard.linux;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToLongFunction;

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
        return sum(tree, status -> status.blocks() * 512);
    }

    /// The content of a tree, in bytes: the length of every file once, folders not counted.
    public static long contentBytes(Path tree) {
        return sum(tree, status -> status.isDirectory() ? 0 : status.size());
    }

    private static long sum(Path tree, ToLongFunction<FileStatus> measure) {
        long total = 0;
        Set<Inode> linked = new HashSet<>();
        Deque<String> folders = new ArrayDeque<>();
        try (var root = RootedDirectory.open(tree)) {
            total += measure.applyAsLong(root.status(""));
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
                        total += measure.applyAsLong(status);
                    }
                }
            }
        }
        return total;
    }
}
