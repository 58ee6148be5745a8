package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.oci.Digest;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.EntryPath;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Instant;

/// Writes files into a context and takes their digests on the way. Nothing can get out of its folder: paths are
/// resolved inside it, whatever links a hostile tar has made.
final class ContextWriter implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;

    private final ReceivedContext context;
    private final RootedDirectory root;
    private final byte[] buffer = new byte[BUFFER];

    ContextWriter(ReceivedContext context) {
        this.context = context;
        this.root = RootedDirectory.open(context.directory());
    }

    void putFile(String path, InputStream content, boolean executable) throws IOException {
        EntryPath clean = EntryPath.of(path);
        if (clean.isRoot()) {
            throw new InvalidInputException("cannot add \"" + path + "\" to a context: expected the path of a file");
        }
        createParents(clean);
        write(clean.value(), executable ? 0755 : 0644, Instant.now(), content, ProgressListener.NONE);
    }

    void putFile(String path, InputStream content, int mode, Instant modified) throws IOException {
        write(path, mode, modified, content, ProgressListener.NONE);
    }

    void putDirectory(String path, int mode) {
        root.createDirectories(path, 0755);
        root.mode(path, mode);
    }

    void putLink(String path, String target) {
        root.createSymlink(path, target);
    }

    /// @return the number of entries
    long putTar(InputStream plain, ProgressListener progress) throws IOException {
        var tar = new TarReader(plain);
        long entries = 0;
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            entries++;
            EntryPath path = EntryPath.of(entry.name());
            if (!path.isRoot()) {
                createParents(path);
                put(path.value(), entry, tar, progress);
            }
        }
        return entries;
    }

    private void put(String path, TarEntry entry, TarReader tar, ProgressListener progress) throws IOException {
        context.digests().remove(path);
        switch (entry.type()) {
            case FILE -> write(path, entry.mode(), entry.modified(), tar.content(), progress);
            case DIRECTORY -> {
                root.createDirectory(path, 0755);
                root.mode(path, entry.mode());
                times(path, entry.modified());
            }
            case SYMLINK -> root.createSymlink(path, entry.linkName());
            case HARD_LINK -> link(path, EntryPath.of(entry.linkName()).value());
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE ->
                throw new InvalidInputException("cannot receive build context: \"" + path
                        + "\" is a device or pipe; leave it out by .dockerignore");
        }
    }

    private void link(String path, String target) {
        root.createHardLink(path, target);
        Digest known = context.digests().get(target);
        if (known != null) {
            context.digests().put(path, known);
        }
    }

    private void createParents(EntryPath path) {
        String parent = path.parent().value();
        if (!parent.isEmpty() && !root.leadsToDirectory(parent)) {
            root.createDirectories(parent, 0755);
        }
    }

    private void write(String path, int mode, Instant modified, InputStream content, ProgressListener progress)
            throws IOException {
        MessageDigest hash = Digest.newHash();
        try (OpenFile file = root.createFile(path, 0600)) {
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                hash.update(buffer, 0, length);
                file.write(buffer, 0, length);
                context.addBytes(length);
                progress.advance(length);
            }
            file.mode(mode);
            file.times(modified.getEpochSecond(), modified.getNano());
        }
        context.digests().put(path, Digest.ofFinished(hash.digest()));
    }

    private void times(String path, Instant time) {
        root.times(path, time.getEpochSecond(), time.getNano());
    }

    @Override
    public void close() {
        root.close();
    }
}
