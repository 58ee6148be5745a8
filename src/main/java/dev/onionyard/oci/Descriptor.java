package dev.onionyard.oci;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Points at some content (image-spec descriptor.md).
///
/// @param size in bytes
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable Platform platform,
        Map<String, String> annotations) {

    public Descriptor {
        annotations = Map.copyOf(annotations);
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, null, Map.of());
    }
}
