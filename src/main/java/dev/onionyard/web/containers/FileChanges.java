package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.LayerTrees.Change;
import dev.onionyard.layer.LayerTrees.Sign;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a container has changed, with what was there before (seed row S7): the image's own version of a file, and the
/// layer it lies in.
@Component
class FileChanges {

    /// More than that is a list nobody reads; the rest is counted.
    static final int SHOWN = 1000;

    private final ContainerSnapshots snapshots;
    private final LayerStore layers;

    /// One changed path.
    ///
    /// @param sign `added`, `changed` or `removed`
    /// @param kind of file, in lower case
    /// @param size in bytes now; 0 if removed
    /// @param before null if the image has nothing there
    record Row(
            String path,
            String sign,
            String kind,
            long size,
            @Nullable Before before) {}

    /// The image's version.
    ///
    /// @param layer position of its layer, from 1 at the bottom
    record Before(long size, int layer) {}

    /// All changes of a container.
    ///
    /// @param counts by sign
    /// @param bytes that the writable layer has of its own
    /// @param matching how many fit the filter; `rows` has the first [#SHOWN] of them
    record Summary(List<Row> rows, Map<String, Integer> counts, int all, int matching, long bytes) {

        public int count(String sign) {
            return counts.getOrDefault(sign, 0);
        }
    }

    FileChanges(ContainerSnapshots snapshots, LayerStore layers) {
        this.snapshots = snapshots;
        this.layers = layers;
    }

    /// @param words only paths that contain them; empty for all
    /// @param sign only changes of this sign; empty for all
    Summary of(Container container, String words, String sign) {
        List<Change> all = snapshots.changes(container.id());
        Map<Sign, Integer> counts = new EnumMap<>(Sign.class);
        all.forEach(change -> counts.merge(change.sign(), 1, Integer::sum));
        List<Change> matching = all.stream()
                .filter(change -> change.path().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT)))
                .filter(change -> sign.isEmpty() || word(change.sign()).equals(sign))
                .toList();
        return new Summary(
                matching.stream()
                        .limit(SHOWN)
                        .map(change -> row(change, container.layers()))
                        .toList(),
                counts.entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(entry -> word(entry.getKey()), Map.Entry::getValue)),
                all.size(),
                matching.size(),
                WritableLayerSizes.sum(all));
    }

    private Row row(Change change, List<LayerId> stack) {
        return new Row(
                change.path(),
                word(change.sign()),
                change.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                change.sign() == Sign.REMOVED ? 0 : change.size(),
                change.sign() == Sign.ADDED ? null : before(change.path(), stack));
    }

    private @Nullable Before before(String path, List<LayerId> stack) {
        String inLayer = path.startsWith("/") ? path.substring(1) : path;
        for (int position = stack.size() - 1; position >= 0; position--) {
            Optional<LayerEntry> entry = layers.index(stack.get(position)).find(inLayer);
            if (entry.isPresent() && entry.get().kind() != LayerEntry.Kind.WHITEOUT) {
                return new Before(entry.get().size(), position + 1);
            }
        }
        return null;
    }

    private static String word(Sign sign) {
        return sign.name().toLowerCase(Locale.ROOT);
    }
}
