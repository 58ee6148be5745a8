package dev.onionyard.linux;

import dev.onionyard.error.ConflictException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Removes a folder with everything below, following no link, whatever the depth: it holds one descriptor, walks down
/// by name and up by `..`, and stops if the folder it comes back to is not the one it left. It never goes into
/// something mounted below: that would remove a volume's files with a container's.
final class TreeRemover {

    /// A folder on the way: what is still to be removed in it, and what it is.
    private record Level(String name, Iterator<String> remaining, long device, long inode) {}

    private final Scratch scratch;
    private final long parent;
    private final String shownPath;
    private final Deque<Level> levels = new ArrayDeque<>();
    private long current;

    /// @param parent descriptor of the folder that has the tree
    /// @param shownPath for messages
    TreeRemover(Scratch scratch, long parent, String shownPath) {
        this.scratch = scratch;
        this.parent = parent;
        this.shownPath = shownPath;
    }

    void remove(String name) {
        current = open(parent, name);
        try {
            levels.push(level(name));
            while (levels.size() > 1 || levels.getFirst().remaining().hasNext()) {
                step();
            }
        } finally {
            scratch.close(current);
        }
        expect(unlink(parent, name, Flags.AT_REMOVEDIR), name);
    }

    private void step() {
        Level level = levels.getFirst();
        if (level.remaining().hasNext()) {
            removeOrEnter(level.remaining().next());
        } else {
            levels.pop();
            goUp();
            expect(unlink(current, level.name(), Flags.AT_REMOVEDIR), level.name());
        }
    }

    private void removeOrEnter(String name) {
        long result = unlink(current, name, 0);
        if (Errno.EISDIR.is(result)) {
            result = unlink(current, name, Flags.AT_REMOVEDIR);
        }
        if (Errno.ENOTEMPTY.is(result)) {
            moveTo(open(current, name));
            levels.push(level(name));
            refuseMount(name);
        } else {
            expect(result, name);
        }
    }

    private void refuseMount(String name) {
        // The status of the folder just entered is still in the scratch memory.
        if (FileStatus.isMountRoot(scratch.struct)) {
            throw new ConflictException("cannot remove \"" + shownPath + "\": something is mounted at \"" + name
                    + "\" in it; unmount that first");
        }
    }

    private void goUp() {
        moveTo(open(current, ".."));
        FileStatus status = status();
        Level expected = levels.getFirst();
        if (status.inode() != expected.inode() || status.device() != expected.device()) {
            throw new ConflictException("cannot remove \"" + shownPath + "\": a folder in it was moved away meanwhile");
        }
    }

    private void moveTo(long fd) {
        scratch.close(current);
        current = fd;
    }

    private Level level(String name) {
        FileStatus status = status();
        var names = DirectoryReader.names(scratch, current, shownPath);
        return new Level(name, names.iterator(), status.device(), status.inode());
    }

    private void expect(long result, String name) {
        if (result < 0 && !Errno.ENOENT.is(result)) {
            throw KernelException.failure("remove " + name + " in", shownPath, result);
        }
    }

    private long unlink(long directory, String name, long flags) {
        return scratch.call(SystemCall.UNLINKAT, directory, scratch.path(name), flags);
    }

    private FileStatus status() {
        long empty = scratch.path("");
        long statx = scratch.struct.address();
        long result = scratch.call(SystemCall.STATX, current, empty, Flags.AT_EMPTY_PATH, FileStatus.BASIC, statx);
        if (result < 0) {
            throw KernelException.failure("read the status of", shownPath, result);
        }
        return FileStatus.read(scratch.struct);
    }

    private long open(long directory, String name) {
        long flags = Flags.O_RDONLY | Flags.O_DIRECTORY | Flags.O_NOFOLLOW | Flags.O_CLOEXEC;
        long fd = scratch.call(SystemCall.OPENAT, directory, scratch.path(name), flags);
        if (fd < 0) {
            throw KernelException.failure("open folder " + name + " in", shownPath, fd);
        }
        return fd;
    }
}
