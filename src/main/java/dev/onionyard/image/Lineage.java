package dev.onionyard.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image's family (seed row S3).
///
/// @param parent the image whose layers are the longest proper beginning of this one's, or the recorded parent; null
/// for
///     a base image
/// @param ancestors from the base image up to the parent
/// @param children images that derive directly from this one
/// @param containers names of containers made from it
public record Lineage(@Nullable Image parent, List<Image> ancestors, List<Image> children, List<String> containers) {}
