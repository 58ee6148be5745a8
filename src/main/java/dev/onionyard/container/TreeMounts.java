package dev.onionyard.container;

import dev.onionyard.snapshot.Snapshot;
import dev.onionyard.snapshot.SnapshotStore;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Keeps a container's tree mounted while somebody reads or writes its files: a stopped container's until the
/// last one is done.
@Component
class TreeMounts {

    private final SnapshotStore snapshots;
    private final ContainerLocks locks;
    private final ContainerTable table;
    private final Map<String, Integer> holders = new HashMap<>();

    TreeMounts(SnapshotStore snapshots, ContainerLocks locks, ContainerTable table) {
        this.snapshots = snapshots;
        this.locks = locks;
        this.table = table;
    }

    /// A mounted tree. Close it when done.
    interface Hold extends AutoCloseable {

        Snapshot snapshot();

        @Override
        void close();
    }

    Hold hold(String id) {
        Snapshot snapshot = locks.holding(id, () -> {
            Snapshot mounted = snapshots.mount(id);
            count(id, 1);
            return mounted;
        });
        return new Hold() {
            private boolean open = true;

            @Override
            public Snapshot snapshot() {
                return snapshot;
            }

            @Override
            public void close() {
                if (open) {
                    open = false;
                    release(id);
                }
            }
        };
    }

    private void release(String id) {
        locks.holding(id, () -> {
            boolean last = count(id, -1) == 0;
            table.findById(id)
                    .filter(container -> last && !container.alive())
                    .ifPresent(container -> snapshots.unmount(id));
        });
    }

    private int count(String id, int more) {
        synchronized (holders) {
            int now = holders.merge(id, more, Integer::sum);
            if (now == 0) {
                holders.remove(id);
            }
            return now;
        }
    }
}
