package dev.onionyard.layer;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Brings a file system to the disk for several threads at once: whoever asks while a run is under way shares the
/// next one. So a restore of twenty layers needs a few `syncfs` calls, not twenty.
final class DiskSync {

    private final Runnable syncFileSystem;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();
    private long begun;
    private long done;
    private boolean running;

    DiskSync(Runnable syncFileSystem) {
        this.syncFileSystem = syncFileSystem;
    }

    /// Returns when everything that was written before the call is on the disk.
    void sync() {
        lock.lock();
        try {
            // A run that is under way may have begun before our last write.
            long wanted = begun + 1;
            while (done < wanted) {
                if (running) {
                    finished.awaitUninterruptibly();
                } else {
                    runUnlocked();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void runUnlocked() {
        long number = ++begun;
        boolean succeeded = false;
        running = true;
        lock.unlock();
        try {
            syncFileSystem.run();
            succeeded = true;
        } finally {
            lock.lock();
            running = false;
            if (succeeded) {
                done = number;
            }
            finished.signalAll();
        }
    }
}
