package dev.onionyard.archive;

import dev.onionyard.image.ConfigChanges;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes a one-layer image of a tar of files, as `docker import` does.
@Component
class FileImporter {

    private final LayerStore store;
    private final LayerLeases leases;
    private final Images images;
    private final ConfigChanges changes;
    private final Clock clock;

    FileImporter(LayerStore store, LayerLeases leases, Images images, ConfigChanges changes, Clock clock) {
        this.store = store;
        this.leases = leases;
        this.images = images;
        this.changes = changes;
        this.clock = clock;
    }

    Image importFiles(
            InputStream tar,
            String source,
            @Nullable ImageReference tag,
            String message,
            List<String> instructions,
            Platform platform,
            ProgressListener progress)
            throws IOException {
        // First what can be refused without reading a byte.
        ProcessDefaults process = changes.apply(ProcessDefaults.NONE, instructions);
        String comment = message.isBlank() ? "Imported from " + source : message;
        progress.phase(Phase.RECEIVING);
        try (LayerLeases.Lease lease = leases.open()) {
            ProgressListener part = progress.part("files", source);
            Layer layer = store.register(new CountedInput(tar, progress), null, List.of(), part);
            lease.brought(layer.id());
            progress.checkCancelled();
            ImageConfig config = config(layer.diffId(), comment, process, platform);
            List<ImageReference> tags = tag == null ? List.of() : List.of(tag.withDefaultTag());
            Image image = images.register(config, List.of(layer.id()), tags, Image.Origin.IMPORT, null);
            progress.phase(Phase.DONE);
            return image;
        }
    }

    private ImageConfig config(DiffId diffId, String comment, ProcessDefaults process, Platform platform) {
        Instant now = clock.instant();
        var step = new HistoryEntry(now, "", "", comment, false);
        return ImageConfigJson.write(
                new ImageConfig.Content(platform, now, "", comment, process, List.of(diffId), List.of(step)));
    }
}
