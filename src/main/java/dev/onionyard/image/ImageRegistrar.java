package dev.onionyard.image;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Images.NewImage;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Registers images: configuration into the blob store, then the rows in one transaction, then the record for
/// repairs. A crash on the way leaves an unused blob, or an image without record, which the next start writes.
@Component
class ImageRegistrar {

    private static final Comparator<Prepared> PARENTS_FIRST = Comparator.<Prepared>comparingInt(
                    prepared -> prepared.layers().size())
            .thenComparingInt(prepared -> prepared.image().config().history().size());

    private final LayerStore store;
    private final LayerLeases leases;
    private final ConfigCache configs;
    private final ImageRecordFiles records;
    private final ImageRowWriter rows;
    private final ImageLock lock;
    private final Clock clock;

    ImageRegistrar(
            LayerStore store,
            LayerLeases leases,
            ConfigCache configs,
            ImageRecordFiles records,
            ImageRowWriter rows,
            ImageLock lock,
            Clock clock) {
        this.store = store;
        this.leases = leases;
        this.configs = configs;
        this.records = records;
        this.rows = rows;
        this.lock = lock;
        this.clock = clock;
    }

    /// @return their ids in the same order
    List<ImageId> registerAll(List<NewImage> images) {
        try (LayerLeases.Lease lease = leases.open()) {
            List<Prepared> prepared = images.stream().map(this::prepare).toList();
            lock.hold(() -> write(prepared));
            return images.stream().map(image -> image.config().id()).toList();
        }
    }

    private Prepared prepare(NewImage image) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var record = new ImageRecord(image.config().id(), image.layers(), now, image.origin(), image.parent());
        return new Prepared(image, storedLayers(image.config(), image.layers()), record);
    }

    private List<ImageRecord> write(List<Prepared> all) {
        all.forEach(prepared -> configs.put(prepared.image().config()));
        List<ImageRecord> written;
        try {
            written = lock.commit(() -> rows(all));
        } catch (RuntimeException e) {
            dropConfigs(all);
            throw e;
        }
        written.forEach(records::write);
        return written;
    }

    private void dropConfigs(List<Prepared> all) {
        all.stream()
                .map(prepared -> prepared.image().config().id())
                .filter(id -> !rows.exists(id))
                .forEach(configs::remove);
    }

    /// Parents before children: a child's row names its parent's only if that is there.
    private List<ImageRecord> rows(List<Prepared> all) {
        var written = new ArrayList<ImageRecord>();
        all.stream().sorted(PARENTS_FIRST).forEach(prepared -> {
            ImageConfig config = prepared.image().config();
            if (!rows.exists(config.id())) {
                written.add(rows.insert(prepared.record(), config, prepared.layers()));
            }
        });
        all.forEach(prepared ->
                rows.point(prepared.image().tags(), prepared.image().config().id()));
        return written;
    }

    /// An image that is ready to be written.
    private record Prepared(NewImage image, List<Layer> layers, ImageRecord record) {}

    /// @throws dev.onionyard.error.NotFoundException if a layer is not stored
    private List<Layer> storedLayers(ImageConfig config, List<LayerId> layers) {
        if (layers.size() != config.diffIds().size()) {
            throw refused(
                    config,
                    "it has " + config.diffIds().size() + " diff ids, but " + layers.size() + " layers were given");
        }
        if (layers.size() > Image.LAYER_LIMIT) {
            throw refused(config, "it has " + layers.size() + " layers, and the limit is " + Image.LAYER_LIMIT);
        }
        Map<LayerId, Layer> known = new LinkedHashMap<>();
        var stored = new ArrayList<Layer>(layers.size());
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = known.computeIfAbsent(layers.get(i), store::get);
            if (!layer.diffId().equals(config.diffIds().get(i))) {
                throw refused(
                        config,
                        "layer " + i + " has diff id \"" + layer.diffId() + "\", but the configuration says \""
                                + config.diffIds().get(i) + "\"");
            }
            stored.add(layer);
        }
        return stored;
    }

    private static InvalidInputException refused(ImageConfig config, String reason) {
        return new InvalidInputException("cannot store image \"" + config.id().shortForm() + "\": " + reason);
    }
}
