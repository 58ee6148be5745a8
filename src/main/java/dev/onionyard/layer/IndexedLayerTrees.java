package dev.onionyard.layer;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.files.FileTree;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.tar.EntryPath;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public List<Node> search(List<LayerId> stack, boolean onlyChanged, String words, int limit) {
        return stack.isEmpty() ? List.of() : new StackSearch(store.stack(stack), onlyChanged, words, limit).nodes();
    }

    @Override
    public Optional<Version> find(List<LayerId> stack, String path) {
        TreeStack tree = store.stack(stack);
        return Optional.ofNullable(tree.find(EntryPath.of(path).value()))
                .map(place -> new Version(tree.entry(place), place.layer()));
    }

    @Override
    public InputStream open(List<LayerId> stack, String path) {
        Version version = find(stack, path).orElseThrow(() -> missing(path));
        LayerEntry.Kind kind = version.entry().kind();
        if (kind != LayerEntry.Kind.FILE && kind != LayerEntry.Kind.HARD_LINK) {
            throw new InvalidInputException("cannot read \"" + path + "\": it is not a regular file");
        }
        FileTree tree = FileTree.of(store.get(stack.get(version.layer())).tree(), IndexedLayerTrees::missing);
        try {
            return closing(tree, tree.open(version.entry().path()).stream());
        } catch (RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    private static NotFoundException missing(String path) {
        return new NotFoundException("cannot find \"" + path + "\": no layer has it");
    }

    private static InputStream closing(FileTree tree, InputStream content) {
        return new FilterInputStream(content) {
            @Override
            public void close() throws IOException {
                super.close();
                tree.close();
            }
        };
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
