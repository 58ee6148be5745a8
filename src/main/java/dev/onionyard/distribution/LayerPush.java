package dev.onionyard.distribution;

import dev.onionyard.distribution.ImageTransfers.LayerCompression;
import dev.onionyard.image.LayerBlobs;
import dev.onionyard.image.LayerBlobs.LayerBlob;
import dev.onionyard.image.LayerBlobs.Place;
import dev.onionyard.layer.Layer;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.MediaType;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.RegistrySession;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Sees to it that one layer is in a repository, and sends it only if there is no other way: it may be there
/// under a digest that is known for it, or in another repository of the same registry.
///
/// @param sent counts the bytes that went out
record LayerPush(
        RegistrySession session,
        ImageReference target,
        LayerCompression compression,
        LayerBlobs blobs,
        LayerCompressor compressor,
        AtomicLong sent) {

    /// Questions to the registry before the layer is compressed anew.
    private static final int MOST_CANDIDATES = 4;

    private static final Set<String> ZSTD = Set.of(MediaType.OCI_LAYER_ZSTD);
    private static final Set<String> GZIP =
            Set.of(MediaType.DOCKER_LAYER_GZIP, MediaType.OCI_LAYER_GZIP, MediaType.DOCKER_LAYER, MediaType.OCI_LAYER);

    /// @return the blob that the manifest is to name
    Descriptor run(Layer layer, ProgressListener progress) throws IOException {
        Optional<Descriptor> present = findThere(layer, progress);
        if (present.isPresent()) {
            return present.get();
        }
        progress.phase(Phase.READING);
        try (LayerCompressor.CompressedLayer compressed =
                compressor.compress(layer.id(), compression, new CancellationOnly(progress))) {
            Descriptor blob = compressed.descriptor();
            progress.expect(blob.size());
            if (session.hasBlob(target, blob.digest())) {
                progress.phase(Phase.PRESENT);
            } else {
                progress.phase(Phase.WRITING);
                session.during(progress).upload(target, blob, compressed::open, new CountingProgress(progress, sent));
                progress.phase(Phase.DONE);
            }
            remember(layer, blob);
            return blob;
        }
    }

    private Optional<Descriptor> findThere(Layer layer, ProgressListener progress) {
        List<Descriptor> candidates = blobs.of(layer.diffId()).stream()
                .map(LayerBlob::descriptor)
                .filter(blob -> types().contains(blob.mediaType()))
                .sorted(Comparator.comparing(blob -> !isKnownAt(blob, here())))
                .limit(MOST_CANDIDATES)
                .toList();
        for (Descriptor candidate : candidates) {
            boolean there = isThere(candidate);
            if (there || isMounted(candidate)) {
                progress.phase(there ? Phase.PRESENT : Phase.MOUNTED);
                remember(layer, candidate);
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private Set<String> types() {
        return compression == LayerCompression.ZSTD ? ZSTD : GZIP;
    }

    private boolean isThere(Descriptor blob) {
        boolean there = session.hasBlob(target, blob.digest());
        if (!there && isKnownAt(blob, here())) {
            blobs.forget(blob.digest(), here());
        }
        return there;
    }

    private boolean isKnownAt(Descriptor blob, Place place) {
        return blobs.placesOf(blob.digest()).contains(place);
    }

    private boolean isMounted(Descriptor blob) {
        return blobs.placesOf(blob.digest()).stream()
                .filter(place -> place.registry().equals(target.domain()) && !place.equals(here()))
                .anyMatch(place -> session.mount(target, blob.digest(), place.repository()));
    }

    private Place here() {
        return new Place(target.domain(), target.path());
    }

    private void remember(Layer layer, Descriptor blob) {
        blobs.remember(List.of(new LayerBlob(layer.diffId(), blob)), here());
    }
}
