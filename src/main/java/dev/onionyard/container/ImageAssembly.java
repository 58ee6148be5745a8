package dev.onionyard.container;

import dev.onionyard.container.ContainerSnapshots.CommitRequest;
import dev.onionyard.image.ConfigChanges;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.Platform;
import dev.onionyard.oci.ProcessDefaults;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Makes the image of a commit from what the container stood on and the layer that was captured: the parent's
/// history with one more entry, the container's configuration with the changes asked for.
@Component
class ImageAssembly {

    private final Images images;
    private final LayerStore layers;
    private final ConfigChanges changes;
    private final Clock clock;

    ImageAssembly(Images images, LayerStore layers, ConfigChanges changes, Clock clock) {
        this.images = images;
        this.layers = layers;
        this.changes = changes;
        this.clock = clock;
    }

    /// The container's configuration with Dockerfile instructions on top. Called before anything is captured:
    /// it refuses what it does not understand.
    ProcessDefaults process(StoredContainer container, CommitRequest request) {
        return changes.apply(container.config(), request.changes());
    }

    /// Stores the image. A layer in which nothing is adds only to the history, as in Docker.
    Image register(StoredContainer container, Layer captured, ProcessDefaults process, CommitRequest request) {
        Container view = container.view();
        Optional<Image> parent = images.find(view.image().toString());
        boolean empty = captured.entries() == 0;
        List<LayerId> stack = new ArrayList<>(view.layers());
        List<DiffId> diffIds = new ArrayList<>(
                view.layers().stream().map(id -> layers.get(id).diffId()).toList());
        if (!empty) {
            stack.add(captured.id());
            diffIds.add(captured.diffId());
        }
        Instant now = clock.instant();
        List<HistoryEntry> history = new ArrayList<>(
                parent.map(image -> image.config().history()).orElseGet(() -> unknownHistory(view.layers())));
        history.add(new HistoryEntry(
                now, String.join(" ", container.config().cmd()), request.author(), request.message(), empty));
        ImageConfig config = ImageConfigJson.write(new ImageConfig.Content(
                parent.map(image -> image.config().content().platform()).orElseGet(Platform::host),
                now,
                request.author(),
                request.message(),
                process,
                diffIds,
                history));
        return images.register(
                config,
                stack,
                request.tag() == null ? List.of() : List.of(request.tag().withDefaultTag()),
                Image.Origin.COMMIT,
                parent.map(Image::id).orElse(null));
    }

    /// The image was removed while its container went on: its layers are known, its steps are not.
    private static List<HistoryEntry> unknownHistory(List<LayerId> stack) {
        return stack.stream()
                .map(layer -> new HistoryEntry(null, "", "", "", false))
                .toList();
    }
}
