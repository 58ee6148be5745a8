package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.ImageId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image as an onion: its history paired with its layers, oldest first. Steps that changed only the configuration
/// are
/// empty rings. Where the history is missing or does not fit the layers, rings are made up for the layers and marked.
///
/// @param usage the sizes of the whole stack
public record Onion(ImageId image, List<Ring> rings, LayerTrees.Usage usage) {

    /// One step of the history.
    ///
    /// @param index from 0, oldest first
    /// @param createdBy the instruction in full, as the builder wrote it (untrusted text)
    /// @param instruction `createdBy` in the form of a Dockerfile line, for people
    /// @param reconstructed true if there was no history entry for this layer
    /// @param layer the layer of this step, or null for a step that changed only the configuration
    public record Ring(
            int index,
            String createdBy,
            String instruction,
            String author,
            String comment,
            @Nullable Instant created,
            boolean reconstructed,
            @Nullable RingLayer layer) {}

    /// The layer behind a ring.
    ///
    /// @param position in the stack, from 0 at the bottom
    /// @param tree where it lies on disk
    /// @param entries number of entries
    /// @param topLevel names of the first-level folders and files in it
    /// @param sharedWith display names of the other images that have this layer at this place, at most
    ///     [#SHARED_LIMIT]
    /// @param sharedCount how many other images share it
    public record RingLayer(
            int position,
            LayerId id,
            DiffId diffId,
            ChainId chainId,
            Path tree,
            long contentBytes,
            LayerTrees.Sizes sizes,
            long entries,
            List<String> topLevel,
            List<String> sharedWith,
            int sharedCount) {

        public static final int SHARED_LIMIT = 20;
    }

    public Onion {
        rings = List.copyOf(rings);
    }
}
