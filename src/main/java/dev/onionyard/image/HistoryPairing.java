package dev.onionyard.image;

import dev.onionyard.oci.HistoryEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pairs the history of an image with its layers (image-spec config.md: every entry that is not `empty_layer`
/// stands for one layer, in order).
///
/// A history need not be there, and need not be right. Layers that it does not explain get a step that is made
/// up and marked; entries that claim a layer that does not exist become steps without layer. No layer is ever
/// left out.
public final class HistoryPairing {

    static final int NO_LAYER = -1;

    /// A step of the history.
    ///
    /// @param layer position of its layer, or -1
    /// @param reconstructed made up because there was no history entry for this layer
    public record Step(HistoryEntry entry, int layer, boolean reconstructed) {

        public boolean hasLayer() {
            return layer != NO_LAYER;
        }

        /// The ring of this step.
        ///
        /// @param index in the history, from 0
        /// @param behind its layer here, if the step has one that is here
        public Onion.Ring ring(int index, Onion.@Nullable RingLayer behind) {
            return new Onion.Ring(
                    index,
                    entry.createdBy(),
                    Instruction.of(entry),
                    entry.author(),
                    entry.comment(),
                    entry.created(),
                    reconstructed,
                    behind);
        }
    }

    private static final HistoryEntry UNKNOWN = new HistoryEntry(null, "", "", "", false);

    private HistoryPairing() {}

    /// @param layers how many there are
    public static List<Step> pair(List<HistoryEntry> history, int layers) {
        long claimed = history.stream().filter(entry -> !entry.emptyLayer()).count();
        var steps = new ArrayList<Step>(history.size() + layers);
        // Tools that squash or rebase an image keep the newest steps, so what is missing is taken to be the
        // oldest.
        int next = 0;
        for (; next < layers - claimed; next++) {
            steps.add(new Step(UNKNOWN, next, true));
        }
        for (HistoryEntry entry : history) {
            boolean hasLayer = !entry.emptyLayer() && next < layers;
            steps.add(new Step(entry, hasLayer ? next++ : NO_LAYER, false));
        }
        return List.copyOf(steps);
    }
}
