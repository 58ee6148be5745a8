package dev.onionyard.distribution;

import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;

/// Lets work be cancelled whose bytes are not the ones that people are shown.
record CancellationOnly(ProgressListener progress) implements ProgressListener {

    @Override
    public ProgressListener part(String id, String label) {
        return this;
    }

    @Override
    public void expect(long bytes) {}

    @Override
    public void advance(long bytes) {
        progress.checkCancelled();
    }

    @Override
    public void phase(Phase phase) {}

    @Override
    public void checkCancelled() {
        progress.checkCancelled();
    }
}
