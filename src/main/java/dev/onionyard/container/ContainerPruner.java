package dev.onionyard.container;

import dev.onionyard.container.Containers.Pruned;
import dev.onionyard.linux.FileTrees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/// Removes the containers that do not run, each under its lock.
@Component
class ContainerPruner {

    private final ContainerTable table;
    private final ContainerLocks locks;
    private final ContainerRemover remover;

    ContainerPruner(ContainerTable table, ContainerLocks locks, ContainerRemover remover) {
        this.table = table;
        this.locks = locks;
        this.remover = remover;
    }

    Pruned prune(Predicate<Container> chosen) {
        List<String> removed = new ArrayList<>();
        long bytes = 0;
        for (StoredContainer container : table.all()) {
            if (isEnded(container) && chosen.test(container.view())) {
                Optional<Long> freed = locks.holding(container.id(), () -> remove(container.id()));
                freed.ifPresent(unused -> removed.add(container.id()));
                bytes += freed.orElse(0L);
            }
        }
        return new Pruned(removed, bytes);
    }

    /// Somebody may have started or removed it meanwhile.
    private Optional<Long> remove(String id) {
        return table.findById(id).filter(ContainerPruner::isEnded).map(container -> {
            long bytes = FileTrees.contentBytes(container.view().upper());
            remover.remove(container, false);
            return bytes;
        });
    }

    private static boolean isEnded(StoredContainer container) {
        return switch (container.state()) {
            case CREATED, EXITED, DEAD -> true;
            case RUNNING, PAUSED, RESTARTING -> false;
        };
    }
}
