package dev.onionyard.build;

import dev.onionyard.dockerfile.IgnoreRules;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.oci.Digest;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The build context as steps see it: without what `.dockerignore` names. One thread at a time.
final class ContextTree implements SourceTree {

    private static final int BUFFER = 256 * 1024;

    private final ReceivedContext context;
    private final IgnoreRules ignored;
    private final RootedDirectory root;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    ContextTree(ReceivedContext context, IgnoreRules ignored) {
        this.context = context;
        this.ignored = ignored;
        this.root = RootedDirectory.open(context.directory());
    }

    @Override
    public Optional<SourceEntry> find(String path) {
        if (path.isEmpty()) {
            return Optional.of(SourceEntry.root());
        }
        // The kernel would follow links on the way; a tree walk does that itself, so there are none.
        return root.find(path).flatMap(status -> visible(path, status));
    }

    @Override
    public List<SourceEntry> children(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        return root.list(directory).stream()
                .map(child -> visible(prefix + child.name(), child))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<SourceEntry> visible(String path, DirectoryEntry child) {
        return visible(path, child.status());
    }

    private Optional<SourceEntry> visible(String path, FileStatus status) {
        // A folder that is left out is still there while something in it may be taken back in.
        boolean left = ignored.excludes(path) && !(status.isDirectory() && hasVisibleChild(path));
        return left ? Optional.empty() : Optional.of(entry(path, status));
    }

    private boolean hasVisibleChild(String directory) {
        return ignored.mayTakeBack() && !children(directory).isEmpty();
    }

    private SourceEntry entry(String path, FileStatus status) {
        SourceEntry.Kind kind = kind(status);
        return new SourceEntry(
                path,
                kind,
                kind == SourceEntry.Kind.FILE ? status.size() : 0,
                status.mode(),
                0,
                0,
                status.modified(),
                kind == SourceEntry.Kind.SYMLINK ? root.readLink(path) : "",
                Map.of(),
                kind == SourceEntry.Kind.FILE ? digest(path) : null,
                kind == SourceEntry.Kind.FILE && status.links() > 1 ? Long.toString(status.inode()) : "",
                status.rdevMajor(),
                status.rdevMinor());
    }

    private static SourceEntry.Kind kind(FileStatus status) {
        return switch (status.type()) {
            case DIRECTORY -> SourceEntry.Kind.DIRECTORY;
            case SYMLINK -> SourceEntry.Kind.SYMLINK;
            case CHARACTER_DEVICE -> SourceEntry.Kind.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> SourceEntry.Kind.BLOCK_DEVICE;
            case FIFO -> SourceEntry.Kind.FIFO;
            default -> SourceEntry.Kind.FILE;
        };
    }

    /// As it was taken when the file came in; else now.
    private Digest digest(String path) {
        return context.digests().computeIfAbsent(path, this::read);
    }

    private Digest read(String path) {
        var hash = Digest.newHash();
        try (OpenFile file = root.openFile(path)) {
            while (file.read(buffer.clear()) >= 0) {
                hash.update(buffer.flip());
            }
        }
        return Digest.ofFinished(hash.digest());
    }

    @Override
    public InputStream open(SourceEntry file) {
        return new OpenFileInput(root.openFile(file.path()));
    }

    @Override
    public String shownName() {
        return "build context";
    }

    @Override
    public boolean keepsOwners() {
        return false;
    }

    @Override
    public void close() {
        root.close();
    }
}
