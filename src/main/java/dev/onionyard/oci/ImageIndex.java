package dev.onionyard.oci;

import java.util.List;

/// An image index or Docker manifest list (image-spec image-index.md).
public record ImageIndex(String mediaType, List<Descriptor> manifests) {

    public ImageIndex {
        manifests = List.copyOf(manifests);
    }
}
