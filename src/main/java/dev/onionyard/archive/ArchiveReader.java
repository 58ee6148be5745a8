package dev.onionyard.archive;

import dev.onionyard.archive.ArchiveMember.Document;
import dev.onionyard.archive.ArchiveMember.LayerBlob;
import dev.onionyard.archive.ArchiveMember.Link;
import dev.onionyard.archive.ArchiveMember.Unusable;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.LayerBlobs;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerCopies;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.StagedLayer;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.Compression;
import dev.onionyard.tar.EntryPath;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads an archive of images in one pass, before it is known what the images are: manifests may come last,
/// and blobs of an OCI layout have no telling names. So entries are told apart by their first bytes. What
/// starts like a layer goes to the layer store at once, without its parents; JSON is kept, up to a limit; the
/// rest is passed over.
final class ArchiveReader {

    /// The largest configuration or manifest that is kept.
    static final int DOCUMENT_LIMIT = 8 << 20;

    /// All of them together.
    static final int DOCUMENTS_LIMIT = 64 << 20;

    /// More entries than any archive of images has: 127 layers of three entries each, for hundreds of images.
    static final int ENTRY_LIMIT = 200_000;

    /// Folders deeper than this are a file tree, not an archive of images.
    private static final int DEEPEST = 3;

    private final LayerStore store;
    private final LayerBlobs blobs;
    private final ProgressListener progress;
    private final ArchiveMembers members = new ArchiveMembers();
    private int documentBytes;
    private int entries;

    private ArchiveReader(LayerStore store, LayerBlobs blobs, ProgressListener progress) {
        this.store = store;
        this.blobs = blobs;
        this.progress = progress;
    }

    /// @param archive plain, gzip or zstd
    /// @return what is in it; the caller closes it
    static ArchiveMembers read(InputStream archive, LayerStore store, LayerBlobs blobs, ProgressListener progress)
            throws IOException {
        var reader = new ArchiveReader(store, blobs, progress);
        try {
            reader.read(new TarReader(Compression.plain(new CountedInput(archive, progress))));
            return reader.members;
        } catch (IOException | RuntimeException | Error e) {
            reader.members.close();
            throw e;
        }
    }

    private void read(TarReader tar) throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            progress.checkCancelled();
            if (++entries > ENTRY_LIMIT) {
                throw new InvalidInputException("cannot read archive: it has more than " + ENTRY_LIMIT + " entries");
            }
            EntryPath path = EntryPath.of(entry.name());
            ArchiveMember member = member(path, entry, tar);
            if (member != null) {
                members.add(path.value(), member);
            }
        }
    }

    private @Nullable ArchiveMember member(EntryPath path, TarEntry entry, TarReader tar) throws IOException {
        return switch (entry.type()) {
            case FILE -> depth(path) > DEEPEST ? null : file(path, entry, tar.content());
            // Links name entries of the archive: nothing is ever followed on the disk.
            case SYMLINK ->
                new Link(EntryPath.of(path.parent() + "/" + entry.linkName()).value());
            case HARD_LINK -> new Link(EntryPath.of(entry.linkName()).value());
            case DIRECTORY, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> null;
        };
    }

    private static int depth(EntryPath path) {
        return (int) path.value().chars().filter(c -> c == '/').count() + 1;
    }

    private @Nullable ArchiveMember file(EntryPath path, TarEntry entry, InputStream content) throws IOException {
        byte[] start = content.readNBytes(ContentKind.SNIFFED_BYTES);
        InputStream whole = unclosable(new SequenceInputStream(new ByteArrayInputStream(start), content));
        return switch (ContentKind.of(start, entry.size())) {
            case JSON -> document(path, entry.size(), whole);
            case PLAIN_TAR -> plainLayer(path, entry.size(), whole);
            case COMPRESSED -> compressedLayer(path, entry.size(), whole);
            case FOREIGN_COMPRESSION ->
                new Unusable(new InvalidInputException("cannot read archive: \"" + path
                        + "\" is compressed in a way that is not known here; expected" + " a plain, gzip or zstd tar"));
            case OTHER -> null;
        };
    }

    /// The layer store closes what it reads, but the rest of the entry is still wanted.
    private static InputStream unclosable(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {}
        };
    }

    private ArchiveMember document(EntryPath path, long size, InputStream content) throws IOException {
        if (size > DOCUMENT_LIMIT) {
            return new Unusable(new InvalidInputException("cannot read archive: \"" + path + "\" has " + size
                    + " bytes of JSON, and the limit is " + DOCUMENT_LIMIT));
        }
        documentBytes += (int) size;
        if (documentBytes > DOCUMENTS_LIMIT) {
            throw new InvalidInputException(
                    "cannot read archive: it holds more than " + DOCUMENTS_LIMIT + " bytes of JSON");
        }
        return new Document(content.readAllBytes());
    }

    /// What is called after the diff id of a stored layer is only compared with it.
    private ArchiveMember plainLayer(EntryPath path, long size, InputStream content) throws IOException {
        Optional<Layer> present = LayerLabel.digest(path).flatMap(digest -> store.find(new DiffId(digest), List.of()));
        return present.isPresent()
                ? presentLayer(
                        path,
                        size,
                        content,
                        present.get(),
                        present.get().diffId().digest())
                : layer(path, size, content, null);
    }

    /// A blob that was seen before is only compared with its digest, if the layer that it is stands here.
    private ArchiveMember compressedLayer(EntryPath path, long size, InputStream content) throws IOException {
        Optional<Digest> blob = BlobDigest.promisedBy(path.value());
        Optional<Layer> present = blob.flatMap(blobs::layerOf).flatMap(layer -> store.find(layer, List.of()));
        return present.isPresent()
                ? presentLayer(path, size, content, present.get(), blob.get())
                : layer(path, size, content, Digest.newHash());
    }

    private ArchiveMember presentLayer(EntryPath path, long size, InputStream content, Layer stored, Digest expected)
            throws IOException {
        ProgressListener part = part(path, size);
        part.phase(Phase.PRESENT);
        MessageDigest hash = Digest.newHash();
        new CountedInput(content, part).transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
        Digest actual = Digest.ofFinished(hash.digest());
        if (!actual.equals(expected)) {
            return new Unusable(new InvalidInputException(
                    "cannot read archive: \"" + path + "\" has the digest \"" + actual + "\": it is damaged"));
        }
        return new LayerBlob(new PresentLayer(stored, new LayerCopies(store)), size, expected);
    }

    private ProgressListener part(EntryPath path, long size) {
        ProgressListener part = progress.part(path.value(), LayerLabel.of(path));
        part.expect(size);
        return part;
    }

    /// @param hash to take the digest of the bytes as they are, or null where that is the diff id anyway
    private ArchiveMember layer(EntryPath path, long size, InputStream content, @Nullable MessageDigest hash)
            throws IOException {
        ProgressListener part = part(path, size);
        InputStream blob = hash == null ? content : new DigestInputStream(content, hash);
        StagedLayer staged;
        try {
            staged = store.stage(blob, null, part);
        } catch (InvalidInputException e) {
            return new Unusable(about(path, e));
        }
        try {
            // The digest is about all bytes, also those after the end of the compressed data.
            blob.transferTo(OutputStream.nullOutputStream());
        } catch (IOException | RuntimeException e) {
            staged.close();
            throw e;
        }
        return new LayerBlob(staged, size, hash == null ? null : Digest.ofFinished(hash.digest()));
    }

    static InvalidInputException about(Object path, InvalidInputException cause) {
        return new InvalidInputException("cannot restore layer \"" + path + "\": " + cause.getMessage(), cause);
    }
}
