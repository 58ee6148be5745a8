package dev.onionyard.image;

import dev.onionyard.blob.BlobStore;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Removes at start the layers that nothing has: a restore that was killed after it committed them, or a
/// removal that was killed before it came to them. It does so only when the rows can be trusted: not if any of
/// them had to be made again at this start, and not if there are none although configurations of images are.
@Component
class LeftoverLayers {

    private static final Logger log = LoggerFactory.getLogger(LeftoverLayers.class);

    private final LayerStore store;
    private final LayerLeases leases;
    private final ImageRows images;
    private final ImageRepair repair;
    private final BlobStore blobs;

    LeftoverLayers(LayerStore store, LayerLeases leases, ImageRows images, ImageRepair repair, BlobStore blobs) {
        this.store = store;
        this.leases = leases;
        this.images = images;
        this.repair = repair;
        this.blobs = blobs;
    }

    /// Runs when every module is up, because containers say which layers they stand on.
    @EventListener(ApplicationReadyEvent.class)
    void sweep() {
        if (repair.foundLostRows()) {
            log.info("Rows were lost; layers without image are kept at this start");
        } else if (images.count() > 0 || blobs.list().isEmpty()) {
            List<LayerId> before = store.all().stream().map(Layer::id).toList();
            leases.suspect(before);
            int gone = before.size() - store.all().size();
            if (gone > 0) {
                log.info("Removed {} layers that nothing stands on: an earlier server did not live to finish", gone);
            }
        }
    }
}
