package dev.onionyard.image;

import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Publishes Docker's events about images and their names. As in dockerd, the attribute `name` of `tag` is the
/// name, and of the others the id.
@Component
class ImageEvents {

    private final EngineEvents events;

    ImageEvents(EngineEvents events) {
        this.events = events;
    }

    void tagged(ImageId image, ImageReference name) {
        publish("tag", image, name.familiar());
    }

    /// @param image the one that lost names or was removed
    void removed(ImageId image, Images.Removal removal) {
        removal.untagged().forEach(name -> publish("untag", image, image.toString()));
        removal.deletedImages().forEach(deleted -> publish("delete", deleted, deleted.toString()));
    }

    private void publish(String action, ImageId image, String name) {
        events.publish(EngineEvent.Type.IMAGE, action, image.toString(), Map.of("name", name));
    }
}
