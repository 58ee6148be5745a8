package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Publishes Docker's events about containers: labels, image and name come with each.
@Component
class ContainerEvents {

    private final EngineEvents events;

    ContainerEvents(EngineEvents events) {
        this.events = events;
    }

    void publish(StoredContainer container, String action) {
        publish(container, action, Map.of());
    }

    void publish(StoredContainer container, String action, Map<String, String> more) {
        var attributes = new HashMap<>(container.view().request().labels());
        attributes.put("image", container.view().imageName());
        attributes.put("name", container.name());
        attributes.putAll(more);
        events.publish(EngineEvent.Type.CONTAINER, action, container.id(), attributes);
    }

    /// That it runs, after what was mounted for it.
    void started(StoredContainer container) {
        for (MountPoint mount : volumes(container)) {
            events.publish(
                    EngineEvent.Type.VOLUME,
                    "mount",
                    mount.name(),
                    Map.of(
                            "container", container.id(),
                            "destination", mount.target(),
                            "driver", "local",
                            "propagation", "",
                            "read/write", Boolean.toString(!mount.readOnly())));
        }
        publish(container, "start");
    }

    /// That it has ended, and that what was mounted for it is free.
    void ended(StoredContainer container, Map<String, String> more) {
        publish(container, "die", more);
        for (MountPoint mount : volumes(container)) {
            events.publish(
                    EngineEvent.Type.VOLUME,
                    "unmount",
                    mount.name(),
                    Map.of("container", container.id(), "driver", "local"));
        }
    }

    /// That containers which did not run were removed together.
    void pruned(long reclaimedBytes) {
        events.publish(EngineEvent.Type.CONTAINER, "prune", "", Map.of("reclaimed", Long.toString(reclaimedBytes)));
    }

    private static List<MountPoint> volumes(StoredContainer container) {
        return container.view().mounts().stream()
                .filter(mount -> mount.kind() == MountKind.VOLUME)
                .toList();
    }
}
