package dev.onionyard.image;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The one lock for changes to images and names: registering, tagging and removing come one after the other,
/// each with its files and its one short transaction. One server has one home, so a lock in memory is enough.
/// Reading takes no lock. Inside it a [LayerLeases] lock may be taken, never the other way round.
@Component
class ImageLock {

    private final ReentrantLock lock = new ReentrantLock();
    private final TransactionTemplate transactions;
    private final AtomicLong changes = new AtomicLong();

    ImageLock(PlatformTransactionManager transactionManager) {
        this.transactions = new TransactionTemplate(transactionManager);
    }

    <T> T hold(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    /// Runs the one transaction of a change; the caller holds the lock.
    <T> T commit(Supplier<T> rows) {
        try {
            return transactions.execute(status -> rows.get());
        } finally {
            changes.incrementAndGet();
        }
    }

    /// Grows with every change.
    long changes() {
        return changes.get();
    }
}
