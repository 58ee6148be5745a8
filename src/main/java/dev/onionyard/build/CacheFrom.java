package dev.onionyard.build;

import dev.onionyard.image.Image;
import dev.onionyard.layer.Layer;
import dev.onionyard.oci.HistoryEntry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// `--cache-from`: steps of images, as their history tells them. A step is taken if the image went the same way up
/// to it: the same layers, the same history, and then the same words. What was copied is part of the words.
record CacheFrom(BuildEngine engine, List<String> names) {

    Optional<StepCache.Made> find(ImageDraft image, String createdBy) {
        return names.stream()
                .map(name -> engine.images().find(name))
                .flatMap(Optional::stream)
                .map(candidate -> find(candidate, image, createdBy))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<StepCache.Made> find(Image candidate, ImageDraft image, String createdBy) {
        List<HistoryEntry> history = candidate.config().history();
        int at = image.historySize();
        int layers = image.layers().size();
        if (history.size() <= at
                || !history.subList(0, at).equals(image.history())
                || !candidate
                        .layers()
                        .subList(0, Math.min(layers, candidate.layers().size()))
                        .equals(image.layers())) {
            return Optional.empty();
        }
        HistoryEntry step = history.get(at);
        if (!step.createdBy().equals(createdBy)
                || !step.emptyLayer() && candidate.layers().size() <= layers) {
            return Optional.empty();
        }
        Instant created = Objects.requireNonNullElse(step.created(), Instant.EPOCH);
        Layer layer = step.emptyLayer()
                ? null
                : engine.layers().get(candidate.layers().get(layers));
        return Optional.of(new StepCache.Made(layer, created, ""));
    }
}
