package dev.onionyard.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of one log: `name` is being written, `name.1` was written before it, and so on to the oldest.
///
/// A reader that holds a file open keeps it through any number of renames, and finds its successor by inode.
final class LogFiles {

    private final Path directory;
    private final Path current;

    LogFiles(Path directory, String name) {
        this.directory = directory;
        this.current = directory.resolve(name);
    }

    Path directory() {
        return directory;
    }

    Path current() {
        return current;
    }

    /// A file of the log, told from the others by its inode, whatever its name is by now.
    record Entry(Path file, Object inode) {}

    /// An open file of the log.
    record Open(FileChannel channel, Object inode) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// All files that exist, oldest first. Looked at until two looks agree: a rotation in between moves files
    /// from names not yet seen to names already seen.
    List<Entry> oldestFirst() throws IOException {
        List<Entry> entries = look();
        for (List<Entry> again = look(); !again.equals(entries); again = look()) {
            entries = again;
        }
        return entries;
    }

    private List<Entry> look() throws IOException {
        var entries = new ArrayList<Entry>();
        for (int age = oldest(); age >= 0; age--) {
            try {
                entries.add(new Entry(aged(age), inode(aged(age))));
            } catch (NoSuchFileException e) {
                // Fewer files than may be kept.
            }
        }
        return entries;
    }

    /// Opens a file that was listed.
    ///
    /// @return null if the name means another file by now
    @Nullable
    Open open(Entry entry) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(entry.file, StandardOpenOption.READ);
            if (inode(entry.file).equals(entry.inode)) {
                return new Open(channel, entry.inode);
            }
        } catch (NoSuchFileException e) {
            return null;
        }
        channel.close();
        return null;
    }

    /// Opens the oldest file; null if there is none.
    @Nullable
    Open openOldest() throws IOException {
        while (true) {
            List<Entry> entries = oldestFirst();
            if (entries.isEmpty()) {
                return null;
            }
            Open open = open(entries.getFirst());
            if (open != null) {
                return open;
            }
        }
    }

    /// Opens the file that is written after `open`, or the oldest if `open` is no longer among them; null if
    /// `open` is the one that is being written.
    @Nullable
    Open openAfter(Open open) throws IOException {
        while (true) {
            List<Entry> entries = oldestFirst();
            int next = entries.stream().map(Entry::inode).toList().indexOf(open.inode) + 1;
            if (next == entries.size()) {
                return null;
            }
            Open successor = open(entries.get(next));
            if (successor != null) {
                return successor;
            }
        }
    }

    /// Renames every file to the next age; those beyond `kept` go. conmon has to reopen the log afterwards.
    void age(int kept) throws IOException {
        for (int age = oldest(); age >= 0; age--) {
            if (age + 1 < kept) {
                moveIfPresent(aged(age), aged(age + 1));
            } else {
                Files.deleteIfExists(aged(age));
            }
        }
    }

    /// The highest age; a rotation under way leaves one gap at most.
    private int oldest() {
        int age = 0;
        while (Files.exists(aged(age + 1)) || Files.exists(aged(age + 2))) {
            age++;
        }
        return age;
    }

    long currentSize() throws IOException {
        try {
            return Files.size(current);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static void moveIfPresent(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // Fewer files than may be kept.
        }
    }

    private Path aged(int age) {
        return age == 0 ? current : current.resolveSibling(current.getFileName() + "." + age);
    }

    private static Object inode(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
