package dev.onionyard.task;

import dev.onionyard.progress.Phase;
import java.util.concurrent.atomic.AtomicLong;

/// How far one piece of work is. Written by workers, read by watchers, without a lock.
final class Measure {

    static final long UNKNOWN = -1;

    private final AtomicLong done = new AtomicLong();
    private volatile long expected = UNKNOWN;
    private volatile Phase phase = Phase.WAITING;

    void advance(long bytes) {
        done.addAndGet(bytes);
    }

    void expect(long bytes) {
        expected = bytes;
    }

    void phase(Phase newPhase) {
        phase = newPhase;
    }

    long done() {
        return done.get();
    }

    Phase phase() {
        return phase;
    }

    /// Bytes in all, or [#UNKNOWN]. What is done needs no more than it took.
    long total() {
        long known = expected;
        if (known >= 0) {
            return Math.max(known, done());
        }
        return phase.isDone() ? done() : UNKNOWN;
    }

    boolean isUsed() {
        return expected >= 0 || done() > 0;
    }
}
