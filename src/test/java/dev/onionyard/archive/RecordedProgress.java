package dev.onionyard.archive;

import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Remembers what it was told, and cancels where a test wants it.
final class RecordedProgress implements ProgressListener {

    private final AtomicLong done = new AtomicLong();
    private final List<String> parts = Collections.synchronizedList(new ArrayList<>());
    private final Set<Phase> partPhases = ConcurrentHashMap.newKeySet();
    private volatile Phase lastPhase = Phase.WAITING;
    private volatile long limit = Long.MAX_VALUE;

    void cancelAfter(long bytes) {
        limit = bytes;
    }

    long done() {
        return done.get();
    }

    List<String> parts() {
        return List.copyOf(parts);
    }

    /// The phases that parts were in.
    Set<Phase> partPhases() {
        return Set.copyOf(partPhases);
    }

    Phase lastPhase() {
        return lastPhase;
    }

    @Override
    public ProgressListener part(String id, String label) {
        parts.add(label);
        return new Part();
    }

    @Override
    public void expect(long bytes) {}

    @Override
    public void advance(long bytes) {
        done.addAndGet(bytes);
        checkCancelled();
    }

    @Override
    public void phase(Phase phase) {
        lastPhase = phase;
    }

    @Override
    public void checkCancelled() {
        if (done.get() > limit) {
            throw new CancellationException("cancelled");
        }
    }

    private final class Part implements ProgressListener {

        @Override
        public ProgressListener part(String id, String label) {
            return this;
        }

        @Override
        public void expect(long bytes) {}

        @Override
        public void advance(long bytes) {
            checkCancelled();
        }

        @Override
        public void phase(Phase phase) {
            partPhases.add(phase);
        }

        @Override
        public void checkCancelled() {
            RecordedProgress.this.checkCancelled();
        }
    }
}
