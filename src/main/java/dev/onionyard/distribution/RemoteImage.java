package dev.onionyard.distribution;

import dev.onionyard.image.HistoryPairing;
import dev.onionyard.image.Onion;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image as a registry has it, known from its manifest and configuration alone.
///
/// @param digest of the manifest or index that the reference leads to
/// @param manifest of the chosen platform
/// @param platforms all that the registry offers; one if it is no index
/// @param layers bottom first
public record RemoteImage(
        ImageReference reference,
        Descriptor digest,
        Descriptor manifest,
        List<Platform> platforms,
        ImageConfig config,
        List<RemoteLayer> layers) {

    /// A layer of it.
    ///
    /// @param blob compressed
    /// @param present whether this server has the layer, so that it need not be fetched
    public record RemoteLayer(Descriptor blob, DiffId layer, boolean present) {}

    /// A step of its history.
    ///
    /// @param ring without what is only known of layers that are here
    /// @param layer null for a step that changed only the configuration
    public record RemoteStep(Onion.Ring ring, @Nullable RemoteLayer layer) {}

    public RemoteImage {
        platforms = List.copyOf(platforms);
        layers = List.copyOf(layers);
    }

    /// The history paired with the layers, oldest first.
    public List<RemoteStep> steps() {
        var steps = new ArrayList<RemoteStep>();
        for (HistoryPairing.Step step : HistoryPairing.pair(config.history(), layers.size())) {
            steps.add(new RemoteStep(step.ring(steps.size(), null), step.hasLayer() ? layers.get(step.layer()) : null));
        }
        return List.copyOf(steps);
    }

    public long layersPresent() {
        return layers.stream().filter(RemoteLayer::present).count();
    }

    public ImageId id() {
        return config.id();
    }

    /// Compressed bytes of all layers.
    public long bytes() {
        return layers.stream().mapToLong(layer -> layer.blob().size()).sum();
    }

    /// Compressed bytes that a pull would fetch.
    public long bytesToFetch() {
        return layers.stream()
                .filter(layer -> !layer.present())
                .map(RemoteLayer::blob)
                .distinct()
                .mapToLong(Descriptor::size)
                .sum();
    }

    /// Digest that names the image in this registry.
    public Digest registryDigest() {
        return digest.digest();
    }
}
