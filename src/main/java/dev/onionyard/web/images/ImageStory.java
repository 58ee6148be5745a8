package dev.onionyard.web.images;

import dev.onionyard.image.Image;
import dev.onionyard.image.Lineage;
import dev.onionyard.image.Onion;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.layer.LayerTrees.Hidden;
import dev.onionyard.web.images.OnionFigure.Ring;
import java.util.List;
import java.util.Objects;

/// All that the page of one image tells.
///
/// @param selected the step whose detail is shown
/// @param newestFirst the order of the history table
record ImageStory(Image image, Onion onion, OnionFigure figure, Lineage lineage, Ring selected, boolean newestFirst) {

    private static final int HIDDEN_LIMIT = 12;

    /// @param step index of the wished step; what does not exist means the newest
    static ImageStory of(Image image, Onion onion, Lineage lineage, int step, boolean newestFirst) {
        OnionFigure figure = OnionFigure.of(onion);
        List<Ring> rings = figure.rings();
        int index = step >= 0 && step < rings.size() ? step : rings.size() - 1;
        return new ImageStory(image, onion, figure, lineage, rings.get(index), newestFirst);
    }

    /// The history in the order that was asked for.
    public List<Ring> history() {
        return newestFirst ? figure.rings().reversed() : figure.rings();
    }

    public LayerTrees.Usage usage() {
        return onion.usage();
    }

    public long hiddenBytes() {
        return usage().all() - usage().visible();
    }

    /// The largest of what lower layers wrote and the finished tree does not show.
    public List<Waste> hidden() {
        return usage().hidden().stream()
                .limit(HIDDEN_LIMIT)
                .map(hidden -> new Waste(hidden, stepOf(hidden.writtenBy()), stepOf(hidden.hiddenBy())))
                .toList();
    }

    public int hiddenCount() {
        return usage().hidden().size();
    }

    /// Hidden bytes with the steps that wrote and hid them.
    record Waste(Hidden hidden, Ring writtenBy, Ring hiddenBy) {}

    /// The bytes that this image shares with others.
    public long sharedBytes() {
        return figure.rings().stream()
                .filter(Ring::shared)
                .mapToLong(Ring::bytes)
                .sum();
    }

    /// Visible bytes of the tree at the selected step.
    public long treeSoFar() {
        return figure.rings().subList(0, selected.index() + 1).stream()
                .map(Ring::layer)
                .filter(Objects::nonNull)
                .reduce((lower, upper) -> upper)
                .map(layer -> layer.sizes().total())
                .orElse(0L);
    }

    private Ring stepOf(int layerPosition) {
        return figure.ringOfLayer(layerPosition);
    }
}
