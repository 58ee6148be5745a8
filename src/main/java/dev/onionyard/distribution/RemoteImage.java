package dev.onionyard.distribution;

import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import java.util.List;

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

    public RemoteImage {
        platforms = List.copyOf(platforms);
        layers = List.copyOf(layers);
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
