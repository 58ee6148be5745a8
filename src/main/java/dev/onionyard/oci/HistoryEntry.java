package dev.onionyard.oci;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One step in the making of an image (image-spec config.md, history). Everything in it is text that whoever made the
/// image wrote: never trust it, always escape it.
///
/// @param createdBy the instruction, as the builder wrote it
/// @param emptyLayer true if the step changed only the configuration
public record HistoryEntry(
        @Nullable Instant created, String createdBy, String author, String comment, boolean emptyLayer) {}
