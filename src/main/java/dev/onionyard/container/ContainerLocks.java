package dev.onionyard.container;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// One lock for each container id: what changes a container's state, its process, its mounts or its row holds
/// it, so that a start, a stop and an exit of the same container come one after the other. Rules:
///
/// - Locks are reentrant and never held for two containers at once by one thread.
/// - Nobody waits for a container's end while holding its lock: the end needs it.
/// - Reading needs no lock; views are immutable.
@Component
class ContainerLocks {

    private static final class Counted {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    private final Map<String, Counted> locks = new HashMap<>();

    <T> T holding(String id, Supplier<T> work) {
        Counted counted = enter(id);
        counted.lock.lock();
        try {
            return work.get();
        } finally {
            counted.lock.unlock();
            leave(id, counted);
        }
    }

    void holding(String id, Runnable work) {
        holding(id, () -> {
            work.run();
            return true;
        });
    }

    private Counted enter(String id) {
        synchronized (locks) {
            Counted counted = locks.computeIfAbsent(id, unused -> new Counted());
            counted.users++;
            return counted;
        }
    }

    private void leave(String id, Counted counted) {
        synchronized (locks) {
            counted.users--;
            if (counted.users == 0) {
                locks.remove(id);
            }
        }
    }
}
