package dev.onionyard.layer;

import dev.onionyard.linux.RootedDirectory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Answers from indexes. Layers never change, so what a whole stack amounts to is worked out once and kept.
@Component
class IndexedLayerTrees implements LayerTrees {

    private static final int USAGES_KEPT = 64;

    private final FileLayerStore store;
    private final Map<List<LayerId>, Usage> usages = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<LayerId>, Usage> eldest) {
            return size() > USAGES_KEPT;
        }
    };

    IndexedLayerTrees(FileLayerStore store) {
        this.store = store;
    }

    @Override
    public List<Node> merged(List<LayerId> stack, String directory) {
        return stack.isEmpty() ? List.of() : new FolderListing(store.stack(stack), directory).nodes();
    }

    @Override
    public List<Node> changed(List<LayerId> stack, String directory) {
        return stack.isEmpty() ? List.of() : new FolderListing(store.stack(stack), directory).changedNodes();
    }

    @Override
    public Usage usage(List<LayerId> stack) {
        List<LayerId> key = List.copyOf(stack);
        Usage known;
        synchronized (usages) {
            known = usages.get(key);
        }
        return known == null ? workOut(key) : known;
    }

    @Override
    public List<Change> changes(Path upper, List<LayerId> stack) {
        try (var root = RootedDirectory.open(upper)) {
            return new UpperChanges(root, store.stack(stack)).list();
        }
    }

    private Usage workOut(List<LayerId> stack) {
        var accounting = new StackUsage();
        for (LayerId layer : stack) {
            accounting.add(store.storedIndex(layer), store.get(layer).storedBytes());
        }
        Usage usage = accounting.usage();
        synchronized (usages) {
            usages.put(stack, usage);
        }
        return usage;
    }
}
