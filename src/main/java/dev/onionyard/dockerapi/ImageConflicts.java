package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import dev.onionyard.container.Containers;
import dev.onionyard.error.ConflictException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/// Says in Docker's words why an image stays: people know them, and programs look for parts of them.
@Component
class ImageConflicts {

    private static final int SHORT_ID = 12;

    private final Images images;
    private final Containers containers;

    ImageConflicts(Images images, Containers containers) {
        this.images = images;
        this.containers = containers;
    }

    /// As dockerd, an image that a running container stands on keeps its names when all of it is to go by its id.
    ///
    /// @throws ConflictException if that is so
    void checkForced(String asked) {
        images.find(asked)
                .filter(image -> isId(asked, image))
                .filter(image -> users(image).stream().anyMatch(ImageConflicts::runs))
                .ifPresent(image -> {
                    throw new ConflictException(words(asked, image));
                });
    }

    /// The refusal of the image module in Docker's words.
    ConflictException inDockersWords(String asked, ConflictException refusal) {
        return images.find(asked)
                .map(image -> new ConflictException(words(asked, image), refusal))
                .orElse(refusal);
    }

    private String words(String asked, Image image) {
        String id = image.id().digest().hex().substring(0, SHORT_ID);
        List<Container> users = users(image);
        if (!isId(asked, image) && !users.isEmpty()) {
            return "conflict: unable to remove repository reference \"" + asked + "\" (must force) - container "
                    + users.getFirst().shortId() + " is using its referenced image " + id;
        }
        return "conflict: unable to delete " + id + reason(image, users);
    }

    private String reason(Image image, List<Container> users) {
        if (!images.dependants(image.id()).children().isEmpty()) {
            return " (cannot be forced) - image has dependent child images";
        }
        if (users.stream().anyMatch(ImageConflicts::runs)) {
            return " (cannot be forced) - image is being used by running container "
                    + users.getFirst().shortId();
        }
        return image.tags().size() > 1 || users.isEmpty()
                ? " (must be forced) - image is referenced in multiple repositories"
                : " (must be forced) - image is being used by stopped container "
                        + users.getFirst().shortId();
    }

    /// Running ones first.
    private List<Container> users(Image image) {
        return containers.all().stream()
                .filter(container -> container.image().equals(image.id()))
                .sorted(Comparator.comparing(container -> !runs(container)))
                .toList();
    }

    private static boolean runs(Container container) {
        return container.status().state().alive();
    }

    private static boolean isId(String asked, Image image) {
        String digits = asked.startsWith("sha256:") ? asked.substring("sha256:".length()) : asked;
        return image.id().digest().hex().startsWith(digits);
    }
}
