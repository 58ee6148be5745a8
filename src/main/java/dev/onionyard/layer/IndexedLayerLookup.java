package dev.onionyard.layer;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Looks paths up in indexes.
@Component
class IndexedLayerLookup implements LayerLookup {

    private final FileLayerStore store;

    IndexedLayerLookup(FileLayerStore store) {
        this.store = store;
    }

    @Override
    public Optional<Visible> find(List<LayerId> stack, String path) {
        if (stack.isEmpty()) {
            return Optional.empty();
        }
        TreeStack tree = store.stack(stack);
        if (path.isEmpty()) {
            return Optional.ofNullable(tree.root()).map(root -> new Visible(root, stack.getLast()));
        }
        return Optional.ofNullable(tree.find(path)).map(place -> visible(stack, tree, place));
    }

    @Override
    public List<Visible> children(List<LayerId> stack, String directory) {
        if (stack.isEmpty()) {
            return List.of();
        }
        TreeStack tree = store.stack(stack);
        return tree.children(directory).values().stream()
                .map(place -> visible(stack, tree, place))
                .toList();
    }

    private static Visible visible(List<LayerId> stack, TreeStack tree, TreeStack.Place place) {
        return new Visible(tree.entry(place), stack.get(place.layer()));
    }
}
