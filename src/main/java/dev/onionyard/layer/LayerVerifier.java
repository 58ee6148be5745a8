package dev.onionyard.layer;

import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.EngineException;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.FileType;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarNames;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/// Reads a whole layer and compares it with its index and its digest.
final class LayerVerifier {

    private final Layer layer;
    private final Path directory;
    private final StoredIndex index;
    private final Privilege privilege;

    LayerVerifier(Layer layer, Path directory, StoredIndex index, Privilege privilege) {
        this.layer = layer;
        this.directory = directory;
        this.index = index;
        this.privilege = privilege;
    }

    /// @throws CorruptedException with the first path that differs
    void verify(ProgressListener progress) throws IOException {
        try (var tree = RootedDirectory.open(layer.tree())) {
            for (int folder = 0; folder < index.count(); folder++) {
                if (index.isDirectory(folder)) {
                    verifyFolder(tree, folder);
                    progress.checkCancelled();
                }
            }
        }
        verifyContent(progress);
    }

    private void verifyFolder(RootedDirectory tree, int folder) {
        String path = index.path(folder);
        try {
            int found = 0;
            for (DirectoryEntry entry : tree.list(path)) {
                int number = index.child(folder, entry.name());
                if (number == StoredIndex.NONE) {
                    throw differs(path + "/" + entry.name(), "the layer has no such entry");
                }
                verifyEntry(tree, number, entry.status());
                found++;
            }
            if (privilege.isRoot() && found < index.childCount(folder)) {
                throw differs(path, (index.childCount(folder) - found) + " entries in it are missing");
            }
        } catch (CorruptedException e) {
            throw e;
        } catch (EngineException e) {
            throw differs(path, String.valueOf(e.getMessage()));
        }
    }

    private void verifyEntry(RootedDirectory tree, int number, FileStatus status) {
        LayerEntry expected = index.entry(number);
        String path = expected.path();
        if (status.type() != typeOf(index.kind(index.fileOf(number)))) {
            throw differs(path, "it is another kind of file");
        }
        if (expected.kind() == LayerEntry.Kind.WHITEOUT) {
            return;
        }
        if (status.type() == FileType.SYMLINK) {
            LayerEntry link = index.entry(index.fileOf(number));
            if (!tree.readLink(path).equals(link.linkTarget())) {
                throw differs(path, "it leads somewhere else");
            }
        } else if (privilege.isRoot() && status.mode() != expected.mode()) {
            throw differs(path, "its mode is " + Integer.toOctalString(status.mode()));
        }
        if (privilege.isRoot() && (status.uid() != expected.uid() || status.gid() != expected.gid())) {
            throw differs(path, "its owner is " + status.uid() + ":" + status.gid());
        }
    }

    private void verifyContent(ProgressListener progress) throws IOException {
        MessageDigest hash = Digest.newHash();
        OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), hash);
        try (var tar = new TarRebuilder(directory, index, new ReportingOutput(sink, progress), new ContentCheck())) {
            tar.write();
        }
        DiffId actual = new DiffId(Digest.ofFinished(hash.digest()));
        if (!actual.equals(layer.diffId())) {
            throw new CorruptedException("cannot verify layer \"" + layer.id() + "\": its tar has diff id \"" + actual
                    + "\" now instead of \"" + layer.diffId() + "\"");
        }
    }

    private static FileType typeOf(LayerEntry.Kind kind) {
        return switch (kind) {
            case FILE, HARD_LINK -> FileType.REGULAR;
            case DIRECTORY -> FileType.DIRECTORY;
            case SYMLINK -> FileType.SYMLINK;
            case CHARACTER_DEVICE, WHITEOUT -> FileType.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> FileType.BLOCK_DEVICE;
            case FIFO -> FileType.FIFO;
        };
    }

    private CorruptedException differs(String path, String reason) {
        return new CorruptedException("cannot verify layer \"" + layer.id() + "\": \"" + TarNames.shown(path)
                + "\" differs on disk: " + reason);
    }

    /// Names the file whose content changed; the digest of the tar alone would not.
    private final class ContentCheck implements TarRebuilder.PayloadListener {

        private final MessageDigest hash = Digest.newHash();

        @Override
        public void begin(int entry) {
            hash.reset();
        }

        @Override
        public void bytes(byte[] bytes, int offset, int length) {
            hash.update(bytes, offset, length);
        }

        @Override
        public void end(int entry) {
            if (entry == StoredIndex.NONE || index.isSparse(entry)) {
                return;
            }
            LayerEntry expected = index.entry(entry);
            if (!Digest.ofFinished(hash.digest()).equals(expected.content())) {
                throw differs(expected.path(), "its content changed");
            }
        }
    }
}
