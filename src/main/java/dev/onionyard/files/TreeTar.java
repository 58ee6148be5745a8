package dev.onionyard.files;

import dev.onionyard.error.EngineException;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Writes a tree, or a part of it, as a tar: every file once, more names of it as hard links, sockets left out
/// as tars have none. The tree may change meanwhile; each file is written as long as it was when it was opened.
final class TreeTar {

    private static final String OVERLAY_PREFIX = "trusted.overlay.";

    private final RootedDirectory root;
    private final TarWriter tar;
    private final ProgressListener progress;
    private final Map<FileId, String> linkedFiles = new HashMap<>();
    private final byte[] bytes = new byte[256 * 1024];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

    /// A file under whatever name; volumes have devices of their own.
    private record FileId(long device, long inode) {}

    /// @param out is not closed
    TreeTar(RootedDirectory root, OutputStream out, ProgressListener progress) {
        this.root = root;
        this.tar = new TarWriter(out);
        this.progress = progress;
    }

    /// Writes all that is in the tree, named from the root, and ends the tar.
    void writeAll() throws IOException {
        writeFolder("", "");
        tar.finish();
    }

    /// Writes what is at `path`, named `name`, and ends the tar. The name `/` is that of the root: Docker's tars
    /// have absolute names then.
    void write(String path, String name) throws IOException {
        write(path, name, root.status(path));
        tar.finish();
    }

    private void writeFolder(String folder, String prefix) throws IOException {
        for (DirectoryEntry child : root.list(folder)) {
            progress.checkCancelled();
            String path = folder.isEmpty() ? child.name() : folder + "/" + child.name();
            try {
                write(path, prefix + child.name(), child.status());
            } catch (EngineException e) {
                if (!hasGone(path, child.status())) {
                    throw e;
                }
            }
        }
    }

    /// Whether it was removed or replaced since it was listed.
    private boolean hasGone(String path, FileStatus listed) {
        return root.find(path)
                .map(FileStatus::type)
                .filter(listed.type()::equals)
                .isEmpty();
    }

    private void write(String path, String name, FileStatus status) throws IOException {
        boolean hasMoreNames = status.links() > 1 && !status.isDirectory();
        var id = new FileId(status.device(), status.inode());
        String first = hasMoreNames ? linkedFiles.get(id) : null;
        if (first != null) {
            tar.put(with(TarEntry.hardLink(name, first), status));
            return;
        }
        writeFirst(path, name, status);
        if (hasMoreNames) {
            linkedFiles.put(id, name);
        }
    }

    private void writeFirst(String path, String name, FileStatus status) throws IOException {
        switch (status.type()) {
            case DIRECTORY -> {
                String prefix = name.endsWith("/") ? name : name + "/";
                put(TarEntry.directory(prefix), path, status);
                writeFolder(path, prefix);
            }
            case REGULAR -> writeFile(path, name);
            case SYMLINK -> put(TarEntry.symlink(name, root.readLink(path)), path, status);
            case CHARACTER_DEVICE -> put(device(name, TarEntry.Type.CHARACTER_DEVICE, status), path, status);
            case BLOCK_DEVICE -> put(device(name, TarEntry.Type.BLOCK_DEVICE, status), path, status);
            case FIFO -> put(TarEntry.special(name, TarEntry.Type.FIFO, 0, 0), path, status);
            case SOCKET -> {}
        }
    }

    private static TarEntry device(String name, TarEntry.Type type, FileStatus status) {
        return TarEntry.special(name, type, status.rdevMajor(), status.rdevMinor());
    }

    private void put(TarEntry entry, String path, FileStatus status) throws IOException {
        tar.put(with(entry, status).withXattrs(withoutOverlay(root.xattrs(path))));
    }

    private void writeFile(String path, String name) throws IOException {
        try (OpenFile file = root.openRegularFile(path, false)) {
            FileStatus status = file.status();
            tar.put(with(TarEntry.file(name, status.size()), status).withXattrs(withoutOverlay(file.xattrs())));
            writeContent(file, status.size());
        }
    }

    /// A file that became shorter meanwhile is filled with zeros, as its header is written already.
    private void writeContent(OpenFile file, long size) throws IOException {
        for (long left = size; left > 0; ) {
            buffer.clear().limit((int) Math.min(bytes.length, left));
            int length = file.read(buffer);
            if (length < 0) {
                Arrays.fill(bytes, 0, buffer.limit(), (byte) 0);
                length = buffer.limit();
            }
            tar.write(bytes, 0, length);
            progress.advance(length);
            left -= length;
        }
    }

    private static TarEntry with(TarEntry entry, FileStatus status) {
        return entry.withMode(status.mode())
                .withOwner(status.uid(), status.gid())
                .withModified(status.modified());
    }

    private static Map<String, byte[]> withoutOverlay(Map<String, byte[]> xattrs) {
        if (xattrs.isEmpty()) {
            return xattrs;
        }
        var kept = new HashMap<>(xattrs);
        kept.keySet().removeIf(name -> name.startsWith(OVERLAY_PREFIX));
        return kept;
    }
}
