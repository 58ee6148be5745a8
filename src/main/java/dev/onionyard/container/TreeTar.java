package dev.onionyard.container;

import dev.onionyard.error.EngineException;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.Errno;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Writes a whole tree as a tar: every file once, more names of it as hard links, sockets left out as tars have
/// none. The tree may change meanwhile; each file is written as long as it was when it was opened.
final class TreeTar implements AutoCloseable {

    private static final String OVERLAY_PREFIX = "trusted.overlay.";

    private final RootedDirectory root;
    private final TarWriter tar;
    private final ProgressListener progress;
    private final Map<Long, String> linkedFiles = new HashMap<>();
    private final byte[] bytes = new byte[256 * 1024];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

    /// @param out is not closed
    TreeTar(Path root, OutputStream out, ProgressListener progress) {
        this.root = RootedDirectory.open(root);
        this.tar = new TarWriter(out);
        this.progress = progress;
    }

    /// Writes everything and ends the tar.
    void write() throws IOException {
        writeFolder("");
        tar.finish();
    }

    private void writeFolder(String folder) throws IOException {
        for (DirectoryEntry child : root.list(folder)) {
            progress.checkCancelled();
            String path = folder.isEmpty() ? child.name() : folder + "/" + child.name();
            try {
                write(path, child.status());
            } catch (EngineException e) {
                if (!Errno.ENOENT.caused(e)) {
                    throw e;
                }
                // Removed since it was listed.
            }
        }
    }

    private void write(String path, FileStatus status) throws IOException {
        String first =
                status.links() > 1 && !status.isDirectory() ? linkedFiles.putIfAbsent(status.inode(), path) : null;
        if (first != null) {
            tar.put(with(TarEntry.hardLink(path, first), status));
            return;
        }
        switch (status.type()) {
            case DIRECTORY -> {
                put(TarEntry.directory(path + "/"), path, status);
                writeFolder(path);
            }
            case REGULAR -> writeFile(path);
            case SYMLINK -> put(TarEntry.symlink(path, root.readLink(path)), path, status);
            case CHARACTER_DEVICE -> put(device(path, TarEntry.Type.CHARACTER_DEVICE, status), path, status);
            case BLOCK_DEVICE -> put(device(path, TarEntry.Type.BLOCK_DEVICE, status), path, status);
            case FIFO -> put(TarEntry.special(path, TarEntry.Type.FIFO, 0, 0), path, status);
            case SOCKET -> {}
        }
    }

    private static TarEntry device(String path, TarEntry.Type type, FileStatus status) {
        return TarEntry.special(path, type, status.rdevMajor(), status.rdevMinor());
    }

    private void put(TarEntry entry, String path, FileStatus status) throws IOException {
        tar.put(with(entry, status).withXattrs(withoutOverlay(root.xattrs(path))));
    }

    private void writeFile(String path) throws IOException {
        try (OpenFile file = root.openFile(path)) {
            FileStatus status = file.status();
            tar.put(with(TarEntry.file(path, status.size()), status).withXattrs(withoutOverlay(file.xattrs())));
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

    @Override
    public void close() {
        root.close();
    }
}
