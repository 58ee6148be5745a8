package dev.onionyard.archive;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Finds out which images and names go into a backup.
@Component
class BackupPlanner {

    private final Images images;
    private final LayerStore store;

    BackupPlanner(Images images, LayerStore store) {
        this.images = images;
        this.store = store;
    }

    /// Each image once, in the order in which they were asked for.
    List<BackupImage> plan(List<String> namesOrIds) {
        if (namesOrIds.isEmpty()) {
            throw new InvalidInputException("cannot back up: no image was named");
        }
        Map<ImageId, Image> found = new LinkedHashMap<>();
        Map<ImageId, Set<ImageReference>> tags = new LinkedHashMap<>();
        for (String nameOrId : namesOrIds) {
            Image image = images.get(nameOrId);
            found.put(image.id(), image);
            tags.computeIfAbsent(image.id(), id -> new LinkedHashSet<>()).addAll(tagsMeant(nameOrId, image));
        }
        var plan = new ArrayList<BackupImage>(found.size());
        found.forEach((id, image) -> plan.add(new BackupImage(
                image,
                image.layers().stream().map(store::get).toList(),
                List.copyOf(tags.getOrDefault(id, Set.of())))));
        return plan;
    }

    /// A name means itself; anything else that found the image is an id, which means all names.
    private static List<ImageReference> tagsMeant(String nameOrId, Image image) {
        List<ImageReference> named =
                image.tags().stream().filter(tag -> isMeant(tag, nameOrId)).toList();
        return named.isEmpty() ? image.tags() : named;
    }

    private static boolean isMeant(ImageReference tag, String nameOrId) {
        try {
            return ImageReference.parse(nameOrId).withDefaultTag().equals(tag);
        } catch (InvalidInputException e) {
            return false;
        }
    }
}
