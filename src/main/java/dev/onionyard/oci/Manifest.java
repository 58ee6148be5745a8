package dev.onionyard.oci;

import java.util.List;

/// An image manifest, OCI or Docker schema 2 (image-spec manifest.md).
///
/// @param layers bottom first
public record Manifest(String mediaType, Descriptor config, List<Descriptor> layers) {

    public Manifest {
        layers = List.copyOf(layers);
    }
}
