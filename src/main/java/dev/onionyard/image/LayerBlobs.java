package dev.onionyard.image;

import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The compressed forms in which layers are known elsewhere, so that nothing is fetched or sent twice. What is
/// said here was seen: the bytes with this digest did decompress to that layer. A place may have lost the blob
/// since.
public interface LayerBlobs {

    /// A compressed layer.
    ///
    /// @param descriptor of the compressed bytes
    record LayerBlob(DiffId layer, Descriptor descriptor) {}

    /// A repository that has, or had, a blob.
    ///
    /// @param registry as in references: `docker.io`, `localhost:5000`
    /// @param repository its path there
    record Place(String registry, String repository) {}

    /// Remembers blobs that were verified, and that a repository has them.
    void remember(Collection<LayerBlob> blobs, Place place);

    /// Which layer a blob is, if that is known; its bytes need not be read to know.
    Optional<DiffId> layerOf(Digest blob);

    /// All known compressed forms of a layer.
    List<LayerBlob> of(DiffId layer);

    List<Place> placesOf(Digest blob);

    /// Says that a repository does not have the blob any more.
    void forget(Digest blob, Place place);
}
