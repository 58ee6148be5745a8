package dev.onionyard.layer;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.Errno;
import dev.onionyard.linux.FileRange;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.EntryPath;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarEntry.Extent;
import dev.onionyard.tar.TarNames;
import dev.onionyard.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes an overlay upper directory as a layer's tar (image-spec layer.md, "Representing Changes"), in path
/// order, each file read once. Overlayfs's whiteouts and opaque marks become `.wh.` entries. Sockets are left out,
/// as tars have none.
final class UpperTar implements AutoCloseable {

    private static final String OVERLAY_PREFIX = "trusted.overlay.";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

    private final RootedDirectory upper;
    private final TarWriter tar;
    private final Set<String> leftOut;
    private final ProgressListener progress;
    private final Map<Long, String> linkedFiles = new HashMap<>();
    private final byte[] buffer = new byte[256 * 1024];

    /// @param leftOut paths that are not written, with all below them
    UpperTar(Path upper, List<String> leftOut, OutputStream out, ProgressListener progress) {
        this.upper = RootedDirectory.open(upper);
        this.leftOut = leftOut.stream().map(path -> EntryPath.of(path).value()).collect(Collectors.toSet());
        this.tar = new TarWriter(out);
        this.progress = progress;
    }

    /// Writes everything and ends the tar.
    ///
    /// @param lower what the directory was mounted on
    void write(TreeStack lower) throws IOException {
        writeRoot(lower);
        writeFolder("");
        tar.close();
    }

    @Override
    public void close() {
        upper.close();
    }

    /// The root is only named when somebody changed it.
    private void writeRoot(TreeStack lower) throws IOException {
        FileStatus status = upper.status("");
        LayerEntry before = lower.root();
        int mode = before == null ? 0755 : before.mode();
        long uid = before == null ? 0 : before.uid();
        long gid = before == null ? 0 : before.gid();
        if (status.mode() != mode || status.uid() != uid || status.gid() != gid) {
            tar.put(entry(TarEntry.directory("./"), status));
        }
    }

    private void writeFolder(String folder) throws IOException {
        for (DirectoryEntry child : upper.list(folder)) {
            String path = folder.isEmpty() ? child.name() : folder + "/" + child.name();
            if (!leftOut.contains(path)) {
                progress.checkCancelled();
                write(path, child);
            }
        }
    }

    private void write(String path, DirectoryEntry child) throws IOException {
        FileStatus status = child.status();
        if (child.name().startsWith(Whiteouts.PREFIX)) {
            throw new InvalidInputException("cannot capture \"" + TarNames.shown(path) + "\": names that start with "
                    + Whiteouts.PREFIX + " stand for removed files in image layers");
        }
        switch (status.type()) {
            case DIRECTORY -> writeDirectory(path, status);
            case REGULAR -> writeFile(path, status);
            case SYMLINK -> writeSpecial(TarEntry.symlink(path, upper.readLink(path)), status);
            case CHARACTER_DEVICE -> writeCharacterDevice(path, child, status);
            case BLOCK_DEVICE ->
                writeSpecial(
                        TarEntry.special(path, TarEntry.Type.BLOCK_DEVICE, status.rdevMajor(), status.rdevMinor()),
                        status);
            case FIFO -> writeSpecial(TarEntry.special(path, TarEntry.Type.FIFO, 0, 0), status);
            case SOCKET -> {}
        }
    }

    private void writeDirectory(String path, FileStatus status) throws IOException {
        Map<String, byte[]> xattrs = upper.xattrs(path);
        checkSelfContained(path, xattrs);
        tar.put(entry(TarEntry.directory(path), status).withXattrs(withoutOverlay(xattrs)));
        if (Arrays.equals(xattrs.get(Whiteouts.OPAQUE_XATTR), YES)) {
            tar.put(mark(path + "/" + Whiteouts.OPAQUE, status));
        }
        writeFolder(path);
    }

    private void writeCharacterDevice(String path, DirectoryEntry child, FileStatus status) throws IOException {
        if (status.isOverlayWhiteout()) {
            String folder = path.substring(0, path.length() - child.name().length());
            tar.put(mark(folder + Whiteouts.PREFIX + child.name(), status));
        } else {
            writeSpecial(
                    TarEntry.special(path, TarEntry.Type.CHARACTER_DEVICE, status.rdevMajor(), status.rdevMinor()),
                    status);
        }
    }

    private void writeSpecial(TarEntry entry, FileStatus status) throws IOException {
        String first = firstName(entry.name(), status);
        TarEntry written = first == null ? entry : TarEntry.hardLink(entry.name(), first);
        tar.put(entry(written, status).withXattrs(withoutOverlay(upper.xattrs(entry.name()))));
    }

    private void writeFile(String path, FileStatus listed) throws IOException {
        String first = firstName(path, listed);
        if (first != null) {
            tar.put(entry(TarEntry.hardLink(path, first), listed));
            return;
        }
        try (OpenFile file = upper.openFile(path)) {
            // The container may be running: what counts is the file as it is opened.
            FileStatus status = file.status();
            Map<String, byte[]> xattrs = file.xattrs();
            checkSelfContained(path, xattrs);
            TarEntry entry = entry(TarEntry.file(path, status.size()), status).withXattrs(withoutOverlay(xattrs));
            List<Extent> extents = extents(file, status);
            boolean hasHoles = extents.stream().mapToLong(Extent::length).sum() < status.size();
            tar.put(hasHoles ? entry.withExtents(extents) : entry);
            for (Extent extent : extents) {
                copy(file, extent);
            }
        } catch (EngineException e) {
            if (!Errno.ENOENT.caused(e)) { // Removed since it was listed.
                throw e;
            }
        }
    }

    private static List<Extent> extents(OpenFile file, FileStatus status) {
        if (status.blocks() * 512 >= status.size()) {
            return List.of(new Extent(0, status.size()));
        }
        return file.dataRanges(status.size()).stream().map(UpperTar::extent).toList();
    }

    private static Extent extent(FileRange range) {
        return new Extent(range.offset(), range.length());
    }

    /// A file that became shorter meanwhile is filled with zeros, as its header is written already.
    private void copy(OpenFile file, Extent extent) throws IOException {
        long at = extent.offset();
        while (at < extent.end()) {
            int most = (int) Math.min(buffer.length, extent.end() - at);
            int length = file.readAt(at, ByteBuffer.wrap(buffer, 0, most));
            if (length < 0) {
                Arrays.fill(buffer, 0, most, (byte) 0);
                length = most;
            }
            tar.write(buffer, 0, length);
            progress.advance(length);
            at += length;
        }
    }

    /// The name under which this file was written already, or null.
    private @Nullable String firstName(String path, FileStatus status) {
        return status.links() > 1 ? linkedFiles.putIfAbsent(status.inode(), path) : null;
    }

    private static TarEntry entry(TarEntry entry, FileStatus status) {
        return entry.withMode(status.mode())
                .withOwner(status.uid(), status.gid())
                .withModified(status.modified());
    }

    private static TarEntry mark(String name, FileStatus status) {
        return TarEntry.file(name, 0).withMode(0).withModified(status.modified());
    }

    private static Map<String, byte[]> withoutOverlay(Map<String, byte[]> xattrs) {
        if (xattrs.isEmpty()) {
            return xattrs;
        }
        var kept = new HashMap<>(xattrs);
        kept.keySet().removeIf(name -> name.startsWith(OVERLAY_PREFIX));
        return kept;
    }

    /// With these marks the data is in a lower layer, and the directory alone does not tell it.
    private static void checkSelfContained(String path, Map<String, byte[]> xattrs) {
        for (String mark : List.of("trusted.overlay.redirect", "trusted.overlay.metacopy")) {
            if (xattrs.containsKey(mark)) {
                throw new InvalidInputException(
                        "cannot capture \"" + TarNames.shown(path) + "\": it has overlayfs's mark " + mark
                                + "; mount containers without redirect_dir and metacopy");
            }
        }
    }
}
