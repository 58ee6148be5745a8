package dev.onionyard.distribution;

import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// Remembers what a transfer told, part by part, and cancels it where a test wants it.
final class LayerRun implements ProgressListener {

    private final Map<String, Part> parts = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile long limit = Long.MAX_VALUE;
    private volatile long done;

    LayerRun cancelAfter(long bytes) {
        limit = bytes;
        return this;
    }

    /// From now on, whether bytes come or not.
    void cancel() {
        limit = -1;
    }

    long done() {
        return done;
    }

    /// The phases of each part, in order.
    List<List<Phase>> phases() {
        synchronized (parts) {
            return parts.values().stream().map(part -> List.copyOf(part.phases)).toList();
        }
    }

    @Override
    public ProgressListener part(String id, String label) {
        return parts.computeIfAbsent(id, key -> new Part());
    }

    @Override
    public void expect(long bytes) {}

    @Override
    public void advance(long bytes) {}

    @Override
    public void phase(Phase phase) {}

    @Override
    public void checkCancelled() {
        if (done > limit) {
            throw new CancellationException("cancelled");
        }
    }

    private final class Part implements ProgressListener {

        private final List<Phase> phases = Collections.synchronizedList(new ArrayList<>());

        @Override
        public ProgressListener part(String id, String label) {
            return this;
        }

        @Override
        public void expect(long bytes) {}

        @Override
        public void advance(long bytes) {
            synchronized (LayerRun.this) {
                done += bytes;
            }
            checkCancelled();
        }

        @Override
        public void phase(Phase phase) {
            if (phases.isEmpty() || phases.getLast() != phase) {
                phases.add(phase);
            }
        }

        @Override
        public void checkCancelled() {
            LayerRun.this.checkCancelled();
        }
    }
}
