package dev.onionyard.image;

import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.LayerTrees;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Trees in which nothing is ever hidden: enough where only sizes are asked for.
record ContentOnlyTrees(LayerStore store) implements LayerTrees {

    @Override
    public Usage usage(List<LayerId> stack) {
        var sizes = new ArrayList<Sizes>();
        long total = 0;
        for (LayerId layer : stack) {
            long content = store.get(layer).contentBytes();
            total += content;
            sizes.add(new Sizes(store.get(layer).storedBytes(), content, total));
        }
        return new Usage(sizes, total, total, List.of());
    }

    @Override
    public List<Node> merged(List<LayerId> stack, String directory) {
        throw new UnsupportedOperationException("these trees know sizes only");
    }

    @Override
    public List<Node> changed(List<LayerId> stack, String directory) {
        throw new UnsupportedOperationException("these trees know sizes only");
    }

    @Override
    public List<Node> search(List<LayerId> stack, boolean onlyChanged, String words, int limit) {
        throw new UnsupportedOperationException("these trees know sizes only");
    }

    @Override
    public Optional<Version> find(List<LayerId> stack, String path) {
        throw new UnsupportedOperationException("these trees know sizes only");
    }

    @Override
    public InputStream open(List<LayerId> stack, String path) {
        throw new UnsupportedOperationException("these trees know sizes only");
    }

    @Override
    public List<Change> changes(Path upper, List<LayerId> stack) {
        throw new UnsupportedOperationException("these trees know sizes only");
    }
}
