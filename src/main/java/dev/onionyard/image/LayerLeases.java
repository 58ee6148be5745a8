package dev.onionyard.image;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Decides when a layer may go. Whoever brings layers (restore, import, commit) or is about to stand on some
/// (create a container) holds a lease meanwhile; no layer is removed while anybody does.
///
/// A layer becomes a suspect when an image loses it or when a lease brought it. When the last lease closes,
/// suspects that neither an image nor a container has are removed; so what a failed restore brought goes, and
/// what somebody else registered again in the meantime stays. Deciding and removing happen under one lock,
/// which opening a lease waits for. Layers that nobody suspects are never touched.
@Component
public class LayerLeases {

    private static final Logger log = LoggerFactory.getLogger(LayerLeases.class);

    /// Keeps every layer alive until it is closed.
    public interface Lease extends AutoCloseable {

        /// Notes a layer that was registered under this lease: it goes if nothing stands on it in the end.
        void brought(LayerId layer);

        @Override
        void close();
    }

    private final LayerStore store;
    private final LayerRows rows;
    private final ContainerUsage containers;
    private final Set<LayerId> suspects = new HashSet<>();
    private int open;

    LayerLeases(LayerStore store, LayerRows rows, ContainerUsage containers) {
        this.store = store;
        this.rows = rows;
        this.containers = containers;
    }

    public synchronized Lease open() {
        open++;
        return new OpenLease();
    }

    /// Says that nobody may need these layers any more. Returns when those that go are gone, unless a lease is
    /// open.
    synchronized void suspect(Collection<LayerId> layers) {
        suspects.addAll(layers);
        sweepWhenIdle();
    }

    private synchronized void close(Collection<LayerId> brought) {
        open--;
        suspects.addAll(brought);
        sweepWhenIdle();
    }

    private void sweepWhenIdle() {
        if (open > 0 || suspects.isEmpty()) {
            return;
        }
        var garbage = new HashSet<>(suspects);
        garbage.removeAll(containers.layersInUse());
        rows.findPresent(garbage.stream().map(layer -> layer.digest().hex()).toList())
                .forEach(hex -> garbage.removeIf(layer -> layer.digest().hex().equals(hex)));
        suspects.clear();
        garbage.forEach(this::remove);
    }

    private void remove(LayerId layer) {
        try {
            store.remove(layer);
        } catch (NotFoundException e) {
            log.debug("Layer {} is gone already", layer);
        } catch (IOException | RuntimeException e) {
            // It stays a suspect, so the next sweep tries again.
            suspects.add(layer);
            log.warn("Layer {} could not be removed", layer, e);
        }
    }

    private final class OpenLease implements Lease {

        private final Set<LayerId> brought = new HashSet<>();
        private boolean closed;

        @Override
        public synchronized void brought(LayerId layer) {
            brought.add(layer);
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                LayerLeases.this.close(brought);
            }
        }
    }
}
