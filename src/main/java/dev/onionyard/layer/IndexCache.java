package dev.onionyard.layer;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the indexes that were used last in memory, up to a part of the heap.
final class IndexCache {

    private final long mostBytes;
    private final Function<LayerId, StoredIndex> loader;
    private final Map<LayerId, StoredIndex> indexes = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    IndexCache(long mostBytes, Function<LayerId, StoredIndex> loader) {
        this.mostBytes = mostBytes;
        this.loader = loader;
    }

    StoredIndex get(LayerId id) {
        StoredIndex present = find(id);
        // Two threads may load the same: better than that one which needs another layer waits.
        return present == null ? put(id, loader.apply(id)) : present;
    }

    synchronized void remove(LayerId id) {
        StoredIndex removed = indexes.remove(id);
        bytes -= removed == null ? 0 : removed.weight();
    }

    private synchronized @Nullable StoredIndex find(LayerId id) {
        return indexes.get(id);
    }

    private synchronized StoredIndex put(LayerId id, StoredIndex index) {
        StoredIndex before = indexes.put(id, index);
        bytes += index.weight() - (before == null ? 0 : before.weight());
        Iterator<StoredIndex> oldest = indexes.values().iterator();
        while (bytes > mostBytes && indexes.size() > 1) {
            bytes -= oldest.next().weight();
            oldest.remove();
        }
        return index;
    }
}
