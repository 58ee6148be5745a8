package dev.onionyard.distribution;

import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerCopies;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.StagedLayer;
import dev.onionyard.oci.DiffId;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One download of a layer for all pulls that want it at this moment. It is the progress listener of the work
/// and tells everybody; it goes on as long as anybody wants it.
final class SharedDownload implements ProgressListener {

    /// How the download ended.
    private record Outcome(
            @Nullable StagedLayer staged, @Nullable Throwable failure) {}

    private final LayerStore store;
    private final DiffId layer;
    private final List<ProgressListener> watchers = new ArrayList<>();
    private long expected;
    private long done;
    private Phase phase = Phase.WAITING;
    private @Nullable Outcome outcome;
    private @Nullable Layer committed;

    /// @param bytes of the compressed layer
    SharedDownload(LayerStore store, DiffId layer, long bytes) {
        this.expected = bytes;
        this.store = store;
        this.layer = layer;
    }

    /// @return false if nobody wants it any more, so that it is ending
    synchronized boolean join(ProgressListener watcher, boolean first) {
        if (!first && watchers.isEmpty()) {
            return false;
        }
        watchers.add(watcher);
        watcher.expect(expected);
        watcher.phase(phase);
        if (done > 0) {
            watcher.advance(done);
        }
        return true;
    }

    /// @return whether that was the last one
    synchronized boolean leave(ProgressListener watcher) {
        watchers.remove(watcher);
        if (watchers.isEmpty()) {
            closeStaged();
        }
        return watchers.isEmpty();
    }

    private void closeStaged() {
        Outcome ended = outcome;
        if (ended != null && ended.staged() != null) {
            ended.staged().close();
        }
    }

    /// Does the work; what it gives or throws is for all who joined.
    void run(LayerFetch fetch) {
        Outcome ended;
        try {
            ended = new Outcome(fetch.run(this), null);
        } catch (IOException | RuntimeException | Error e) {
            ended = new Outcome(null, e);
        }
        end(ended);
    }

    private synchronized void end(Outcome ended) {
        outcome = ended;
        if (watchers.isEmpty()) {
            closeStaged();
        }
        notifyAll();
    }

    /// Waits for the work and makes it a layer on top of `parents`.
    ///
    /// @param watcher who waits, and may be cancelled
    synchronized Layer commit(List<LayerId> parents, ProgressListener watcher) throws IOException {
        StagedLayer staged = await(watcher);
        Optional<Layer> present = store.find(layer, parents);
        if (present.isPresent()) {
            return present.get();
        }
        if (committed != null) {
            // It depends on what lies below it, and another image has other layers there.
            return new LayerCopies(store).onto(committed, parents);
        }
        committed = staged.commit(parents);
        return committed;
    }

    private StagedLayer await(ProgressListener watcher) throws IOException {
        while (outcome == null) {
            watcher.checkCancelled();
            try {
                wait(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting for a layer");
            }
        }
        watcher.checkCancelled();
        Throwable failure = outcome.failure();
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IOException(failure);
        }
        StagedLayer staged = outcome.staged();
        if (staged == null) {
            throw new IllegalStateException("a download ended with nothing");
        }
        return staged;
    }

    @Override
    public ProgressListener part(String id, String label) {
        return this;
    }

    @Override
    public synchronized void expect(long bytes) {
        expected = bytes;
        watchers.forEach(watcher -> watcher.expect(bytes));
    }

    @Override
    public synchronized void advance(long bytes) {
        done += bytes;
        tell(watcher -> watcher.advance(bytes));
        checkCancelled();
    }

    @Override
    public synchronized void phase(Phase newPhase) {
        phase = newPhase;
        tell(watcher -> watcher.phase(newPhase));
    }

    /// One who was cancelled, or whose connection is gone, leaves by itself; the others go on.
    private void tell(Consumer<ProgressListener> news) {
        for (ProgressListener watcher : watchers) {
            try {
                news.accept(watcher);
            } catch (RuntimeException e) {
                // Its own thread learns it, too.
            }
        }
    }

    @Override
    public synchronized void checkCancelled() {
        if (watchers.isEmpty()) {
            throw new CancellationException("nobody wants this layer any more");
        }
    }
}
