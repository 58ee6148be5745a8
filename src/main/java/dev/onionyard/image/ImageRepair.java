package dev.onionyard.image;

import dev.onionyard.blob.BlobStore;
import dev.onionyard.error.EngineException;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageConfig;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/// Brings rows and files together at start. Blobs and layers are the truth about content, so a record whose
/// row is missing (the database was lost) becomes a row again, without its names; a row that a crash left
/// without record gets one.
@Component
class ImageRepair implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(ImageRepair.class);

    private final ImageRows images;
    private final ImageRowWriter rows;
    private final ImageRecordFiles records;
    private final ConfigCache configs;
    private final BlobStore blobs;
    private final LayerStore store;
    private final ImageLock lock;
    private boolean lostRows;

    ImageRepair(
            ImageRows images,
            ImageRowWriter rows,
            ImageRecordFiles records,
            ConfigCache configs,
            BlobStore blobs,
            LayerStore store,
            ImageLock lock) {
        this.images = images;
        this.rows = rows;
        this.records = records;
        this.configs = configs;
        this.blobs = blobs;
        this.store = store;
        this.lock = lock;
    }

    @Override
    public void afterPropertiesSet() {
        lostRows = false;
        Set<String> known = new HashSet<>(images.findAllIds());
        List<ImageRecord> kept = records.all();
        kept.stream()
                .filter(record -> !known.contains(record.id().digest().hex()))
                .sorted(Comparator.comparing(ImageRecord::stored)) // parents before children
                .forEach(this::restoreRow);
        kept.forEach(record -> known.remove(record.id().digest().hex()));
        images.findWithLayersByIdIn(known).forEach(this::writeRecord);
    }

    /// Whether rows had been lost, so that the others cannot be trusted to be all.
    boolean foundLostRows() {
        return lostRows;
    }

    private void restoreRow(ImageRecord record) {
        lostRows = true;
        if (blobs.find(record.id().digest()).isEmpty()) {
            log.warn("Image {} has a record but no configuration; the record is left alone", record.id());
            return;
        }
        try {
            ImageConfig config = configs.get(record.id());
            List<Layer> layers = record.layers().stream().map(store::get).toList();
            lock.hold(() -> lock.commit(() -> rows.insert(record, config, layers)));
            log.info("Image {} was found on disk and is listed again, without its names", record.id());
        } catch (EngineException e) {
            log.warn("Image {} cannot be listed again: {}", record.id(), e.getMessage());
        }
    }

    private void writeRecord(ImageRow row) {
        records.write(row.record());
        log.info("The record of image {} was missing and is written again", row.imageId());
    }
}
