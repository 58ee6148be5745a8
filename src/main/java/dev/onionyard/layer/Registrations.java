package dev.onionyard.layer;

import dev.onionyard.oci.DiffId;
import dev.onionyard.progress.ProgressListener;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Who may register now: only a few layers at once, so that memory is bounded, and each layer by one thread at a
/// time, so that of two who want the same one waits and then finds it stored. Waiting can be cancelled.
final class Registrations {

    private static final int MOST_AT_ONCE = 4;
    private static final long CANCELLATION_CHECK_MILLIS = 200;

    private final Semaphore slots = new Semaphore(MOST_AT_ONCE, true);
    private final Set<DiffId> underWay = new HashSet<>();

    /// Waits for one of the few places; give it back with [#leave].
    void enter(ProgressListener progress) throws InterruptedIOException {
        try {
            do {
                progress.checkCancelled();
            } while (!slots.tryAcquire(CANCELLATION_CHECK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    void leave() {
        slots.release();
    }

    /// The right to register one layer.
    record Turn(Registrations registrations, DiffId diffId) implements AutoCloseable {

        @Override
        public void close() {
            registrations.end(diffId);
        }
    }

    /// Waits until nobody else registers this layer.
    Turn await(DiffId diffId, ProgressListener progress) throws InterruptedIOException {
        while (!tryBegin(diffId)) {
            progress.checkCancelled();
        }
        return new Turn(this, diffId);
    }

    private synchronized boolean tryBegin(DiffId diffId) throws InterruptedIOException {
        if (underWay.add(diffId)) {
            return true;
        }
        try {
            wait(CANCELLATION_CHECK_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
        return false;
    }

    private synchronized void end(DiffId diffId) {
        underWay.remove(diffId);
        notifyAll();
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting to register a layer");
    }
}
