package dev.onionyard.distribution;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.StagedLayer;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.RegistrySession;
import java.io.IOException;
import java.io.OutputStream;

/// Fetches one layer: its compressed bytes are hashed, decompressed, hashed again, extracted and indexed while
/// they arrive.
record LayerFetch(
        LayerStore store,
        PartialBlobs partial,
        RegistrySession session,
        ImageReference repository,
        Descriptor blob,
        DiffId layer) {

    /// @return the verified layer; whoever gets it closes it
    StagedLayer run(ProgressListener progress) throws IOException {
        progress.expect(blob.size());
        try {
            return attempt(progress);
        } catch (BadBeginning e) {
            // What an earlier download left was wrong, not what the registry sends.
            progress.advance(-e.bytes);
            return attempt(progress);
        }
    }

    private StagedLayer attempt(ProgressListener progress) throws IOException {
        progress.phase(Phase.RECEIVING);
        RegistrySession registry = session.during(progress);
        try (PartialBlobs.Claim claim = partial.claim(blob);
                BlobFeed feed =
                        new BlobFeed(blob, claim.file(), offset -> registry.openBlob(repository, blob, offset))) {
            return attempt(feed, progress);
        }
    }

    private StagedLayer attempt(BlobFeed feed, ProgressListener progress) throws IOException {
        try {
            StagedLayer staged = stage(feed, progress);
            feed.drop();
            return staged;
        } catch (InvalidInputException e) {
            feed.drop();
            throw feed.kept() > 0 ? new BadBeginning(feed.position(), e) : e;
        }
    }

    private StagedLayer stage(BlobFeed feed, ProgressListener progress) throws IOException {
        StagedLayer staged = store.stage(feed, layer, progress);
        try {
            // The digest is about all bytes, also those after the end of the compressed data.
            feed.transferTo(OutputStream.nullOutputStream());
            progress.phase(Phase.VERIFYING);
            feed.verify();
            progress.phase(Phase.EXTRACTING);
            staged.diffId();
            return staged;
        } catch (IOException | RuntimeException e) {
            staged.close();
            throw e;
        }
    }

    /// The bytes were wrong, and some of them came from a file.
    private static final class BadBeginning extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final long bytes;

        BadBeginning(long bytes, InvalidInputException cause) {
            super(cause);
            this.bytes = bytes;
        }
    }
}
