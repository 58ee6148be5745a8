package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A directory that no path given to it can leave: symbolic links, absolute or with `..`, are resolved as if the
/// directory were `/` (openat2 with RESOLVE_IN_ROOT), and the last component is never followed. So hostile
/// archives and the files of running containers can be handled as root.
///
/// Paths are relative, components separated by `/`; the empty path is the directory itself. Names are strings in
/// the form of [FileNames]. Failures are [dev.onionyard.error.EngineException]s that name the path; ask
/// [Errno#caused] where the reason matters.
///
/// One thread at a time: memory for arguments and descriptors of parent folders are kept and used again. Close
/// the files before the directory.
///
/// ```java
/// try (var root = RootedDirectory.open(tree)) {
///     root.createDirectory("etc", 0755);
///     try (OpenFile file = root.createFile("etc/hosts", 0600)) {
///         file.write(bytes);
///         file.owner(0, 0);
///         file.mode(0644);
///         file.times(seconds, nanos);
///     }
/// }
/// ```
public final class RootedDirectory implements AutoCloseable {

    private static final Comparator<DirectoryEntry> BY_NAME = Comparator.comparing(DirectoryEntry::name);

    private final Scratch scratch;
    private final long root;
    private final String shownRoot;
    private final ParentDirectories parents;
    private boolean open = true;

    private RootedDirectory(Scratch scratch, long root, String shownRoot) {
        this.scratch = scratch;
        this.root = root;
        this.shownRoot = shownRoot;
        this.parents = new ParentDirectories(scratch, root);
    }

    /// Opens a directory; the caller closes it.
    ///
    /// @param directory trusted: links in it are followed
    public static RootedDirectory open(Path directory) {
        var scratch = new Scratch();
        long fd = scratch.call(
                SystemCall.OPENAT,
                Flags.AT_FDCWD,
                scratch.path(directory.toString()),
                Flags.O_RDONLY | Flags.O_DIRECTORY | Flags.O_CLOEXEC);
        if (fd < 0) {
            scratch.close();
            throw KernelException.failure("open directory", directory.toString(), fd);
        }
        return new RootedDirectory(scratch, fd, directory.toString());
    }

    /// Creates a file and opens it for writing. Whatever else has the name (a file, a link, a folder with all
    /// that is in it) is removed first; the new file is always a new inode.
    ///
    /// @param mode permission bits, masked by the umask of the process; [OpenFile#mode] sets them exactly
    public OpenFile createFile(String path, int mode) {
        long parent = parentOf(path);
        long flags = Flags.O_WRONLY | Flags.O_CREAT | Flags.O_EXCL | Flags.O_NOFOLLOW | Flags.O_CLOEXEC;
        long fd = scratch.call(SystemCall.OPENAT, parent, name(path), flags, mode);
        if (Errno.EEXIST.is(fd)) {
            removeTree(path);
            fd = scratch.call(SystemCall.OPENAT, parentOf(path), name(path), flags, mode);
        }
        return new OpenFile(scratch, check("create file", path, fd), path);
    }

    /// Creates a folder if there is none; what else has the name, a link to a folder too, is removed first.
    ///
    /// @return whether it was created
    public boolean createDirectory(String path, int mode) {
        long result = scratch.call(SystemCall.MKDIRAT, parentOf(path), name(path), mode);
        if (Errno.EEXIST.is(result)) {
            if (status(path).isDirectory()) {
                return false;
            }
            remove(path);
            result = scratch.call(SystemCall.MKDIRAT, parentOf(path), name(path), mode);
        }
        check("create folder", path, result);
        return true;
    }

    /// Creates the folders on the way to `path` and `path` itself where nothing has their names. Links to
    /// folders on the way are followed inside the root.
    ///
    /// @return the paths that were created, outermost first
    public List<String> createDirectories(String path, int mode) {
        List<String> created = new ArrayList<>();
        for (int end = nextEnd(path, 0); end > 0; end = nextEnd(path, end)) {
            String folder = path.substring(0, end);
            if (!leadsToDirectory(folder) && createDirectory(folder, mode)) {
                created.add(folder);
            }
        }
        return created;
    }

    /// Whether `path` is a folder, or a link that leads to one inside the root.
    public boolean leadsToDirectory(String path) {
        long fd = scratch.openInRoot(
                root(), path.isEmpty() ? "." : path, Math.max(1, path.length()), Flags.O_PATH | Flags.O_DIRECTORY);
        if (fd >= 0) {
            scratch.close(fd);
        }
        return fd >= 0;
    }

    /// Creates a symbolic link; what has the name is removed first. The target may be any text.
    public void createSymlink(String path, String target) {
        replace("create link", path, () -> {
            long parent = parentOf(path);
            return scratch.call(SystemCall.SYMLINKAT, scratch.otherPath(target), parent, name(path));
        });
    }

    /// Gives the file at `existing`, which is not followed if it is a link, one more name; what has that name is
    /// removed first. Both paths are inside the root.
    public void createHardLink(String path, String existing) {
        replace("create hard link", path, () -> {
            long parent = parentOf(path);
            // The name is written last: finding a parent uses the same memory.
            long from = parentOf(existing);
            long fromName = scratch.otherPath(existing, nameStart(existing));
            return scratch.call(SystemCall.LINKAT, from, fromName, parent, name(path), 0);
        });
    }

    /// Creates a device node, fifo or socket; what has the name is removed first. A character device 0:0 is
    /// overlayfs's whiteout.
    public void createNode(String path, FileType type, int mode, int major, int minor) {
        long device = (minor & 0xff) | ((long) major << 8) | ((long) (minor & ~0xff) << 12);
        replace(
                "create node",
                path,
                () -> scratch.call(SystemCall.MKNODAT, parentOf(path), name(path), type.bits | mode, device));
    }

    /// Hides `path` of lower layers: creates overlayfs's whiteout.
    public void createWhiteout(String path) {
        createNode(path, FileType.CHARACTER_DEVICE, 0, 0, 0);
    }

    /// Opens a regular file or folder for reading. Fails for a symbolic link, does not wait on a fifo.
    public OpenFile openFile(String path) {
        long flags = Flags.O_RDONLY | Flags.O_NOFOLLOW | Flags.O_NONBLOCK | Flags.O_CLOEXEC;
        long fd = scratch.call(SystemCall.OPENAT, parentOf(path), name(path), flags);
        return new OpenFile(scratch, check("open", path, fd), path);
    }

    /// Opens a regular file for reading, and nothing else, not even for a moment: opening a device can act on
    /// it. So files that a running container changes meanwhile can be read.
    ///
    /// @param follow whether a symbolic link in the last place is followed, inside the root
    /// @throws InvalidInputException if it is something else
    public OpenFile openRegularFile(String path, boolean follow) {
        long flags = Flags.O_PATH | Flags.O_CLOEXEC;
        long place = follow
                ? scratch.openInRoot(root(), pathOrDot(path), Math.max(1, path.length()), flags)
                : scratch.call(SystemCall.OPENAT, parentOf(path), name(path), flags | Flags.O_NOFOLLOW);
        try (var found = new OpenFile(scratch, check("open", path, place), path)) {
            if (!found.status().isRegularFile()) {
                throw new InvalidInputException("cannot read \"" + path + "\": it is not a regular file");
            }
            // The magic link leads to the very file that was looked at.
            long fd = scratch.call(
                    SystemCall.OPENAT,
                    Flags.AT_FDCWD,
                    scratch.procPath(place, "", 0),
                    Flags.O_RDONLY | Flags.O_NONBLOCK | Flags.O_CLOEXEC);
            return new OpenFile(scratch, check("open", path, fd), path);
        }
    }

    /// Whether the file system that the folder `path` is on can be written to; links are followed inside the
    /// root.
    public boolean isWritable(String path) {
        long fd = scratch.openInRoot(
                root(), pathOrDot(path), Math.max(1, path.length()), Flags.O_PATH | Flags.O_DIRECTORY);
        check("open", path, fd);
        long result = scratch.call(SystemCall.FACCESSAT, fd, scratch.path("."), Flags.W_OK);
        scratch.close(fd);
        return !Errno.EROFS.is(result);
    }

    /// Opens an existing regular file for reading and writing; not a symbolic link.
    public OpenFile openForWriting(String path) {
        long flags = Flags.O_RDWR | Flags.O_NOFOLLOW | Flags.O_NONBLOCK | Flags.O_CLOEXEC;
        long fd = scratch.call(SystemCall.OPENAT, parentOf(path), name(path), flags);
        return new OpenFile(scratch, check("open", path, fd), path);
    }

    public FileStatus status(String path) {
        check("read the status of", path, statx(path));
        return FileStatus.read(scratch.struct);
    }

    /// The status, or empty if nothing has that name or a folder on the way is missing.
    public Optional<FileStatus> find(String path) {
        try {
            long result = statx(path);
            if (Errno.ENOENT.is(result) || Errno.ENOTDIR.is(result)) {
                return Optional.empty();
            }
            check("read the status of", path, result);
            return Optional.of(FileStatus.read(scratch.struct));
        } catch (EngineException e) {
            if (Errno.ENOENT.caused(e) || Errno.ENOTDIR.caused(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// The target of a symbolic link.
    public String readLink(String path) {
        long parent = parentOf(path);
        MemorySegment target = scratch.buffer();
        long length = scratch.call(SystemCall.READLINKAT, parent, name(path), target.address(), 4096);
        check("read link", path, length);
        return FileNames.decode(target.asSlice(0, length).toArray(JAVA_BYTE));
    }

    /// What is in a folder, which is not followed if it is a link, sorted by name; without `.` and `..`.
    public List<DirectoryEntry> list(String path) {
        try (OpenFile directory = openFile(path)) {
            List<DirectoryEntry> entries = new ArrayList<>();
            for (String name : DirectoryReader.names(scratch, directory.fd(), path)) {
                long result = statx(directory.fd(), scratch.path(name));
                if (!Errno.ENOENT.is(result)) { // Removed since it was listed.
                    check("read the status of", path + "/" + name, result);
                    entries.add(new DirectoryEntry(name, FileStatus.read(scratch.struct)));
                }
            }
            entries.sort(BY_NAME);
            return entries;
        }
    }

    /// Changes the owner; a symbolic link's own. Clears setuid and file capabilities.
    public void owner(String path, long uid, long gid) {
        long result =
                scratch.call(SystemCall.FCHOWNAT, parentOf(path), name(path), uid, gid, Flags.AT_SYMLINK_NOFOLLOW);
        check("change the owner of", path, result);
    }

    /// Changes the permission bits; fails for a symbolic link, which has none.
    public void mode(String path, int mode) {
        long parent = parentOf(path);
        long result = scratch.call(SystemCall.FCHMODAT2, parent, name(path), mode, Flags.AT_SYMLINK_NOFOLLOW);
        if (Errno.ENOSYS.is(result)) {
            result = modeByDescriptor(parent, path, mode);
        }
        check("change the mode of", path, result);
    }

    /// Sets one attribute; a symbolic link's own.
    public void xattr(String path, String name, byte[] value) {
        long parent = parentOf(path);
        long valueAddress = Xattrs.copyIn(scratch, path, value);
        long result = scratch.call(
                SystemCall.LSETXATTR,
                scratch.procPath(parent, pathOrDot(path), nameStart(path)),
                scratch.otherPath(name),
                valueAddress,
                value.length,
                0);
        check("set attribute " + name + " of", path, result);
    }

    /// All attributes; a symbolic link's own.
    public Map<String, byte[]> xattrs(String path) {
        return Xattrs.all(scratch, parentOf(path), pathOrDot(path), nameStart(path));
    }

    public void removeXattr(String path, String name) {
        long parent = parentOf(path);
        long result = scratch.call(
                SystemCall.LREMOVEXATTR,
                scratch.procPath(parent, pathOrDot(path), nameStart(path)),
                scratch.otherPath(name));
        check("remove attribute " + name + " of", path, result);
    }

    /// Sets the times of access and modification; a symbolic link's own.
    public void times(String path, long seconds, int nanos) {
        long parent = parentOf(path);
        long timespecs = timespecs(scratch, seconds, nanos);
        long result = scratch.call(SystemCall.UTIMENSAT, parent, name(path), timespecs, Flags.AT_SYMLINK_NOFOLLOW);
        check("set the time of", path, result);
    }

    /// Moves within the root; what has the new name is replaced if the kernel allows.
    public void rename(String from, String to) {
        long fromParent = parentOf(from);
        long toParent = parentOf(to);
        long fromName = scratch.otherPath(from, nameStart(from));
        check("rename", from, scratch.call(SystemCall.RENAMEAT, fromParent, fromName, toParent, name(to), 0));
        parents.clear();
    }

    /// Removes a file, link, node or empty folder.
    public void remove(String path) {
        long result = scratch.call(SystemCall.UNLINKAT, parentOf(path), name(path), 0);
        if (Errno.EISDIR.is(result)) {
            result = scratch.call(SystemCall.UNLINKAT, parentOf(path), name(path), Flags.AT_REMOVEDIR);
        }
        check("remove", path, result);
        parents.clear();
    }

    /// Removes whatever is at `path`, with everything below; follows no link. Does nothing if nothing is there.
    public void removeTree(String path) {
        if (path.isEmpty()) {
            throw new InvalidInputException("cannot remove \"" + shownRoot + "\": it is the root of the tree");
        }
        long result = scratch.call(SystemCall.UNLINKAT, parentOf(path), name(path), 0);
        if (Errno.EISDIR.is(result)) {
            new TreeRemover(scratch, parentOf(path), path).remove(path.substring(nameStart(path)));
        } else if (!Errno.ENOENT.is(result)) {
            check("remove", path, result);
        }
        parents.clear();
    }

    /// Removes everything in the root; the root itself stays.
    public void removeContents() {
        list("").forEach(entry -> removeTree(entry.name()));
    }

    /// Brings a folder's list of names to the disk.
    public void syncDirectory(String path) {
        try (OpenFile directory = openFile(path)) {
            directory.sync();
        }
    }

    /// Brings everything on the root's file system to the disk.
    public void syncFileSystem() {
        check("sync the file system of", "", scratch.call(SystemCall.SYNCFS, root()));
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            parents.close();
            scratch.close(root);
            scratch.close();
        }
    }

    /// Writes access and modification time as two `struct timespec`.
    static long timespecs(Scratch scratch, long seconds, int nanos) {
        for (int offset = 0; offset < 32; offset += 16) {
            scratch.struct.set(JAVA_LONG, offset, seconds);
            scratch.struct.set(JAVA_LONG, offset + 8, nanos);
        }
        return scratch.struct.address();
    }

    private interface Creation {
        long call();
    }

    private void replace(String action, String path, Creation creation) {
        long result = creation.call();
        if (Errno.EEXIST.is(result)) {
            removeTree(path);
            result = creation.call();
        }
        check(action, path, result);
    }

    /// Kernels before 6.6 have no fchmodat2. The magic link leads to the very file, and refuses if that is a
    /// link.
    private long modeByDescriptor(long parent, String path, int mode) {
        long flags = Flags.O_PATH | Flags.O_NOFOLLOW | Flags.O_CLOEXEC;
        long fd = scratch.call(SystemCall.OPENAT, parent, name(path), flags);
        if (fd < 0) {
            return fd;
        }
        long result = scratch.call(SystemCall.FCHMODAT, Flags.AT_FDCWD, scratch.procPath(fd, "", 0), mode);
        scratch.close(fd);
        return result;
    }

    private long statx(String path) {
        return statx(parentOf(path), name(path));
    }

    private long statx(long parent, long name) {
        return scratch.call(
                SystemCall.STATX, parent, name, Flags.AT_SYMLINK_NOFOLLOW, FileStatus.BASIC, scratch.struct.address());
    }

    private long parentOf(String path) {
        root();
        return parents.of(path);
    }

    private long root() {
        if (!open) {
            throw new IllegalStateException("\"" + shownRoot + "\" is closed");
        }
        return root;
    }

    /// The address of the last component. It must not be `..`: that one alone is not resolved inside the root.
    private long name(String path) {
        int start = nameStart(path);
        if (path.startsWith("..", start) && path.length() == start + 2 || start > 0 && start == path.length()) {
            throw new InvalidInputException(
                    "cannot use path \"" + path + "\": it has no last component that names a file");
        }
        return scratch.path(pathOrDot(path), start);
    }

    private static String pathOrDot(String path) {
        return path.isEmpty() ? "." : path;
    }

    private static int nameStart(String path) {
        return path.lastIndexOf('/') + 1;
    }

    private static int nextEnd(String path, int end) {
        if (end >= path.length()) {
            return -1;
        }
        int slash = path.indexOf('/', end + 1);
        return slash < 0 ? path.length() : slash;
    }

    private long check(String action, String path, long result) {
        if (result < 0) {
            throw KernelException.failure(action, path.isEmpty() ? shownRoot : path, result);
        }
        return result;
    }
}
