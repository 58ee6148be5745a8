package dev.onionyard.distribution;

import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.util.concurrent.atomic.AtomicLong;

/// Adds up what a listener is told.
record CountingProgress(ProgressListener progress, AtomicLong sum) implements ProgressListener {

    @Override
    public ProgressListener part(String id, String label) {
        return new CountingProgress(progress.part(id, label), sum);
    }

    @Override
    public void expect(long bytes) {
        progress.expect(bytes);
    }

    @Override
    public void advance(long bytes) {
        sum.addAndGet(bytes);
        progress.advance(bytes);
    }

    @Override
    public void phase(Phase phase) {
        progress.phase(phase);
    }

    @Override
    public void checkCancelled() {
        progress.checkCancelled();
    }
}
