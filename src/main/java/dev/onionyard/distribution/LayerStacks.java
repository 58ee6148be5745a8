package dev.onionyard.distribution;

import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerCopies;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds layers by diff ids alone.
final class LayerStacks {

    private LayerStacks() {}

    /// A stored layer with this diff id: one that stands alone, or one on top of `lower` (bottom first).
    static Optional<Layer> find(LayerStore store, DiffId layer, List<DiffId> lower) {
        return store.find(layer, List.of())
                .or(() -> stack(store, lower).flatMap(parents -> store.find(layer, parents)));
    }

    /// That layer on top of these, which may take a copy if its tree depends on them.
    static Layer onto(LayerStore store, Layer layer, List<LayerId> parents) throws IOException {
        Optional<Layer> stored = store.find(layer.diffId(), parents);
        return stored.isPresent() ? stored.get() : new LayerCopies(store).onto(layer, parents);
    }

    /// The stored layers of a whole stack; empty if one is missing.
    private static Optional<List<LayerId>> stack(LayerStore store, List<DiffId> diffIds) {
        var stack = new ArrayList<LayerId>();
        for (DiffId diffId : diffIds) {
            Optional<Layer> layer = store.find(diffId, List.copyOf(stack));
            if (layer.isEmpty()) {
                return Optional.empty();
            }
            stack.add(layer.get().id());
        }
        return Optional.of(stack);
    }
}
