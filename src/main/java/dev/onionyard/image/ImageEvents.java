package dev.onionyard.image;

import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Publishes Docker's events about images and their names. As in dockerd, the attribute `name` of `tag` is the
/// name, and of the others the id. The image's labels come with each.
@Component
class ImageEvents {

    private final EngineEvents events;

    ImageEvents(EngineEvents events) {
        this.events = events;
    }

    void tagged(Image image, ImageReference name) {
        publish("tag", image.id(), name.familiar(), labels(image));
    }

    /// @param image the one that lost names or was removed, as it was
    void removed(Image image, Images.Removal removal) {
        String id = image.id().toString();
        removal.untagged().forEach(name -> publish("untag", image.id(), id, labels(image)));
        // What is gone has no labels any more.
        removal.deletedImages().forEach(deleted -> publish("delete", deleted, deleted.toString(), Map.of()));
    }

    void pruned(long reclaimedBytes) {
        events.publish(EngineEvent.Type.IMAGE, "prune", "", Map.of("reclaimed", Long.toString(reclaimedBytes)));
    }

    private static Map<String, String> labels(Image image) {
        return image.config().process().labels();
    }

    private void publish(String action, ImageId image, String name, Map<String, String> labels) {
        var attributes = new HashMap<>(labels);
        attributes.put("name", name);
        events.publish(EngineEvent.Type.IMAGE, action, image.toString(), attributes);
    }
}
