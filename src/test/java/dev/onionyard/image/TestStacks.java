package dev.onionyard.image;

import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes images out of layers that are named after the one file in them; the file's size is given after a
/// colon:
/// `base:1000`.
record TestStacks(LayerStore store, Images images) {

    Image image(String name, String... files) {
        return register(name, null, Map.of(), files);
    }

    Image child(String name, @Nullable ImageId parent, String... files) {
        return register(name, parent, Map.of(), files);
    }

    Image register(String name, @Nullable ImageId parent, Map<String, String> labels, String... files) {
        List<Layer> layers = Arrays.stream(files).map(this::layer).toList();
        List<HistoryEntry> history = Arrays.stream(files)
                .map(file -> new HistoryEntry(null, "ADD " + file, "", "", false))
                .toList();
        List<LayerId> ids = layers.stream().map(Layer::id).toList();
        List<ImageReference> tags = name.isEmpty() ? List.of() : List.of(ImageReference.parse(name));
        List<DiffId> diffIds = layers.stream().map(Layer::diffId).toList();
        return images.register(
                config(diffIds, history, labels),
                ids,
                tags,
                parent == null ? Image.Origin.RESTORE : Image.Origin.BUILD,
                parent);
    }

    static ImageConfig config(List<DiffId> diffIds, List<HistoryEntry> history, Map<String, String> labels) {
        var process = new ProcessDefaults(
                "", Set.of(), List.of(), List.of(), List.of(), Set.of(), "", labels, "", List.of(), List.of(), null);
        return ImageConfigJson.write(new ImageConfig.Content(
                Platform.of("linux", "amd64"),
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(diffIds.size()),
                "",
                "",
                process,
                diffIds,
                history));
    }

    Layer layer(String file) {
        String[] nameAndSize = file.split(":", 2);
        int size = nameAndSize.length == 2 ? Integer.parseInt(nameAndSize[1]) : 10;
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            tar.put(TarEntry.file(nameAndSize[0], size), new byte[size]);
            tar.finish();
            return store.register(
                    new ByteArrayInputStream(bytes.toByteArray()), null, List.of(), ProgressListener.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
