package dev.onionyard.web.images;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Onion;
import dev.onionyard.layer.LayerId;
import java.util.List;
import java.util.Objects;

/// The layers of an image up to one step, bottom first.
record LayerStack(List<Onion.Ring> steps) {

    /// @param step index in the history
    static LayerStack upTo(Onion onion, int step) {
        if (step < 0 || step >= onion.rings().size()) {
            throw new NotFoundException("cannot show files of step " + (step + 1) + ": the image has "
                    + onion.rings().size() + " steps");
        }
        return new LayerStack(onion.rings().subList(0, step + 1).stream()
                .filter(ring -> ring.layer() != null)
                .toList());
    }

    List<LayerId> ids() {
        return steps.stream()
                .map(step -> Objects.requireNonNull(step.layer()).id())
                .toList();
    }

    /// The number of the step, from 1, that brought the layer at this position.
    int stepNumber(int position) {
        return steps.get(position).index() + 1;
    }
}
