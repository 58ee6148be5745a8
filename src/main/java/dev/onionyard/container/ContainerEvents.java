package dev.onionyard.container;

import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import java.util.HashMap;
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
}
