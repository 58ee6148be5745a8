package dev.onionyard.files;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.FileType;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The files of one tree, to look at and to read. Paths are as people write them, from the tree's root; `..` is
/// taken away by name; symbolic links on the way are followed inside the tree and never out of it, also while
/// somebody changes them. A link in the last place is followed only if a slash or `/.` follows, as with Docker.
///
/// One thread at a time. The caller closes it.
public final class FileTree implements AutoCloseable {

    private static final int MOST_LINKS = 40;

    private final RootedDirectory root;
    private final Function<String, NotFoundException> missing;
    private final Runnable whenClosed;

    /// Content of a file.
    ///
    /// @param size when it was opened; the stream ends there too if the file grows, or before if it shrinks
    public record Content(long size, InputStream stream) {}

    private FileTree(RootedDirectory root, Function<String, NotFoundException> missing, Runnable whenClosed) {
        this.root = root;
        this.missing = missing;
        this.whenClosed = whenClosed;
    }

    /// @param directory trusted: links in its own path are followed
    /// @param missing makes the error for a path where nothing is
    public static FileTree of(Path directory, Function<String, NotFoundException> missing) {
        RootedDirectory opened = RootedDirectory.open(directory);
        return new FileTree(opened, missing, opened::close);
    }

    /// @param root used, not closed
    /// @param whenClosed closes what the tree stands on
    public static FileTree of(RootedDirectory root, Function<String, NotFoundException> missing, Runnable whenClosed) {
        return new FileTree(root, missing, whenClosed);
    }

    /// What is at `path`.
    ///
    /// @throws NotFoundException if nothing is
    public FileFacts stat(String path) {
        return find(path).orElseThrow(() -> missing.apply(path));
    }

    /// What is at `path`, or empty if nothing is.
    public Optional<FileFacts> find(String path) {
        var parsed = TreePath.of(path);
        String lookUp = parsed.lookUp();
        return root.find(lookUp).map(status -> {
            String target = status.type() == FileType.SYMLINK ? root.readLink(lookUp) : "";
            return FileFacts.of(parsed.name(), status, target);
        });
    }

    /// Where `path` leads when all links are followed, as a path from the root; as far as it goes where a link
    /// leads to nothing. It is not followed further after that, so it may be out of date at once.
    public String follow(String path) {
        return new LinkWalk(root, MOST_LINKS).from(TreePath.of(path));
    }

    /// What is in the folder that `path` is or leads to, by name.
    ///
    /// @throws NotFoundException if nothing is there
    /// @throws dev.onionyard.error.InvalidInputException if it is not a folder
    public List<FileFacts> list(String path) {
        String folder = TreePath.of(path).folder();
        if (root.find(folder).isEmpty() && root.find(TreePath.of(path).lookUp()).isEmpty()) {
            throw missing.apply(path);
        }
        String prefix = folder.isEmpty() ? "" : folder + "/";
        return root.list(folder).stream()
                .map(entry -> FileFacts.of(entry.name(), entry.status(), target(prefix, entry)))
                .toList();
    }

    private String target(String prefix, DirectoryEntry entry) {
        try {
            return entry.status().type() == FileType.SYMLINK ? root.readLink(prefix + entry.name()) : "";
        } catch (EngineException e) {
            return ""; // Something else has taken its place since it was listed.
        }
    }

    /// Opens the regular file that `path` is or leads to. Valid until the tree is closed.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if it is no regular file
    public Content open(String path) {
        String name = TreePath.of(path).lookUp();
        if (root.find(name).isEmpty()) {
            throw missing.apply(path);
        }
        OpenFile file = root.openRegularFile(name, true);
        long size = file.status().size();
        return new Content(size, new FileContent(file, size));
    }

    /// Writes what is at `path` as a tar, a folder with all that is in it, named as `docker cp` expects: by the
    /// last component of the path.
    ///
    /// @param out is not closed
    public void writeTar(String path, OutputStream out, ProgressListener progress) throws IOException {
        var parsed = TreePath.of(path);
        if (root.find(parsed.lookUp()).isEmpty()) {
            throw missing.apply(path);
        }
        new TreeTar(root, out, progress).write(parsed.lookUp(), parsed.name());
    }

    /// Writes everything in the tree as a tar, named from the root (`docker export`).
    ///
    /// @param out is not closed
    public void writeTar(OutputStream out, ProgressListener progress) throws IOException {
        new TreeTar(root, out, progress).writeAll();
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
