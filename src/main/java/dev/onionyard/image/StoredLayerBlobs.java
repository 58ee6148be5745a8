package dev.onionyard.image;

import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// [LayerBlobs] as rows.
@Component
class StoredLayerBlobs implements LayerBlobs {

    private final LayerBlobRows blobs;
    private final BlobPlaceRows places;
    private final TransactionTemplate transaction;

    StoredLayerBlobs(LayerBlobRows blobs, BlobPlaceRows places, PlatformTransactionManager transactionManager) {
        this.blobs = blobs;
        this.places = places;
        this.transaction = new TransactionTemplate(transactionManager);
    }

    /// One at a time, so that two pulls of one layer do not insert the same row.
    @Override
    public synchronized void remember(Collection<LayerBlob> verified, Place place) {
        transaction.executeWithoutResult(status -> verified.forEach(blob -> {
            Digest digest = blob.descriptor().digest();
            if (!blobs.existsById(digest.hex())) {
                blobs.save(new LayerBlobRow(blob));
            }
            BlobPlaceRow.Key key = BlobPlaceRow.Key.of(digest, place);
            if (!places.existsById(key)) {
                places.save(new BlobPlaceRow(key));
            }
        }));
    }

    @Override
    public Optional<DiffId> layerOf(Digest blob) {
        return blobs.findById(blob.hex()).map(row -> row.blob().layer());
    }

    @Override
    public List<LayerBlob> of(DiffId layer) {
        return blobs.findByDiffId(layer.digest().hex()).stream()
                .map(LayerBlobRow::blob)
                .toList();
    }

    @Override
    public List<Place> placesOf(Digest blob) {
        return places.findOf(blob.hex()).stream().map(BlobPlaceRow::place).toList();
    }

    @Override
    public synchronized void forget(Digest blob, Place place) {
        transaction.executeWithoutResult(status -> places.deleteById(BlobPlaceRow.Key.of(blob, place)));
    }
}
