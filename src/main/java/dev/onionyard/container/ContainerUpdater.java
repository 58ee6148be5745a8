package dev.onionyard.container;

import dev.onionyard.runtime.OciRuntime;
import org.springframework.stereotype.Component;

/// Changes limits and restart policy of containers, of running ones at once. The caller holds the container's lock.
@Component
class ContainerUpdater {

    private final OciRuntime runtime;
    private final ContainerRunner runner;
    private final ContainerTable table;
    private final ContainerEvents events;

    ContainerUpdater(OciRuntime runtime, ContainerRunner runner, ContainerTable table, ContainerEvents events) {
        this.runtime = runtime;
        this.runner = runner;
        this.table = table;
        this.events = events;
    }

    void update(StoredContainer container, ContainerUpdate update) {
        ContainerRequest changed = container.view().request().withHost(update.applyTo(container.host()));
        RequestCheck.check(changed);
        if (container.alive()) {
            runtime.update(runner.bundle(container.id()), LimitsPlan.of(changed.host()));
        }
        StoredContainer updated = container.withRequest(changed);
        table.update(updated);
        events.publish(updated, "update");
    }
}
