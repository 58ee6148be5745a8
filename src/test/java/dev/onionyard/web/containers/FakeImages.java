package dev.onionyard.web.containers;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Images by their tags, and nothing else.
final class FakeImages {

    final List<Image> images = new ArrayList<>();

    Images bean() {
        return Partial.of(Images.class, this);
    }

    static Image image(String... tags) {
        String json = """
                {"architecture":"amd64","os":"linux","author":"%s","config":{"Cmd":["sh"]},
                "rootfs":{"type":"layers","diff_ids":[]}}""".formatted(String.join(" ", tags));
        ImageConfig config = ImageConfigJson.read(json.getBytes(StandardCharsets.UTF_8));
        return new Image(
                config.id(),
                config,
                List.of(),
                List.of(tags).stream()
                        .map(tag -> ImageReference.parse(tag).withDefaultTag())
                        .toList(),
                4_300_000,
                FakeYard.NOON,
                Image.Origin.RESTORE,
                null);
    }

    Optional<Image> find(String nameOrId) {
        return images.stream()
                .filter(image -> image.id().toString().equals(nameOrId)
                        || image.id().shortForm().equals(nameOrId)
                        || image.tags().stream().anyMatch(tag -> matches(tag, nameOrId)))
                .findFirst();
    }

    private static boolean matches(ImageReference tag, String name) {
        try {
            return ImageReference.parse(name).withDefaultTag().equals(tag);
        } catch (RuntimeException e) {
            return false;
        }
    }

    Image get(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> new NotFoundException("No such image: " + nameOrId));
    }

    Image get(ImageId id) {
        return get(id.toString());
    }

    List<Image> all() {
        return List.copyOf(images);
    }
}
