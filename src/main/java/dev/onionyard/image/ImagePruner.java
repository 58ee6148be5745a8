package dev.onionyard.image;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/// Removes images that neither a container nor a child image uses, children before their parents.
@Component
class ImagePruner {

    /// An image and what its removal did.
    record Removed(Image image, Images.Removal removal) {}

    private final ImageCatalog catalog;
    private final ImageRemover remover;

    ImagePruner(ImageCatalog catalog, ImageRemover remover) {
        this.catalog = catalog;
        this.remover = remover;
    }

    /// @param told of each image as it goes
    List<Images.Removal> prune(Predicate<Image> chosen, Consumer<Removed> told) {
        var all = new ArrayList<Images.Removal>();
        List<Images.Removal> round;
        do {
            round = catalog.all().stream()
                    .filter(chosen)
                    .map(this::remove)
                    .flatMap(List::stream)
                    .peek(told)
                    .map(Removed::removal)
                    .toList();
            all.addAll(round);
        } while (!round.isEmpty());
        return all;
    }

    /// Nothing if it is in use, or gone with a child of this round.
    private List<Removed> remove(Image image) {
        try {
            Images.Dependants users = remover.dependants(image);
            if (!users.containers().isEmpty() || !users.children().isEmpty()) {
                return List.of();
            }
            var target = new ImageResolver.Target(image.id(), null);
            return List.of(new Removed(image, remover.remove(target, true)));
        } catch (NotFoundException | ConflictException e) {
            return List.of();
        }
    }
}
