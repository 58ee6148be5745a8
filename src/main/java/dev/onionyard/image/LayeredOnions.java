package dev.onionyard.image;

import dev.onionyard.image.HistoryPairing.Step;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.ImageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/// Peels images: pairs history and layers, asks the layer store what each layer is and the rows who shares it.
@Service
class LayeredOnions implements Onions {

    private final ImageCatalog catalog;
    private final ImageFamily family;
    private final LayerShares shares;
    private final LayerStore store;
    private final LayerTrees trees;

    LayeredOnions(ImageCatalog catalog, ImageFamily family, LayerShares shares, LayerStore store, LayerTrees trees) {
        this.catalog = catalog;
        this.family = family;
        this.shares = shares;
        this.store = store;
        this.trees = trees;
    }

    @Override
    public Onion of(ImageId id) {
        Image image = catalog.get(id);
        LayerTrees.Usage usage = trees.usage(image.layers());
        List<Onion.RingLayer> layers = ringLayers(image, usage);
        var rings = new ArrayList<Onion.Ring>();
        for (Step step : HistoryPairing.pair(image.config().history(), layers.size())) {
            rings.add(step.ring(rings.size(), step.hasLayer() ? layers.get(step.layer()) : null));
        }
        return new Onion(id, rings, usage);
    }

    @Override
    public Lineage lineageOf(ImageId image) {
        return family.of(image);
    }

    private List<Onion.RingLayer> ringLayers(Image image, LayerTrees.Usage usage) {
        List<ChainId> chain = ChainId.ofStack(image.config().diffIds());
        Map<String, LayerShares.Shared> shared = shares.sharedWith(image.id());
        var layers = new ArrayList<Onion.RingLayer>(image.layers().size());
        for (int i = 0; i < image.layers().size(); i++) {
            ChainId chainId = chain.get(i);
            layers.add(ringLayer(
                    i,
                    store.get(image.layers().get(i)),
                    chainId,
                    usage.layers().get(i),
                    shared.getOrDefault(chainId.digest().hex(), LayerShares.Shared.NONE)));
        }
        return layers;
    }

    private Onion.RingLayer ringLayer(
            int position, Layer layer, ChainId chainId, LayerTrees.Sizes sizes, LayerShares.Shared shared) {
        return new Onion.RingLayer(
                position,
                layer.id(),
                layer.diffId(),
                chainId,
                layer.tree(),
                layer.contentBytes(),
                sizes,
                layer.entries(),
                store.index(layer.id()).children("").stream()
                        .map(LayerEntry::name)
                        .toList(),
                shared.names(),
                shared.count());
    }
}
