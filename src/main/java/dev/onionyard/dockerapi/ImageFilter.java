package dev.onionyard.dockerapi;

import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The filters of a list of images (Engine API, ImageList).
///
/// @param name the old `filter` parameter, or empty
record ImageFilter(Filters filters, String name, Images images, Instant now) {

    static final Comparator<Image> BY_CREATED = Comparator.comparing(ImageFilter::created);

    static Instant created(Image image) {
        return Objects.requireNonNullElse(image.config().content().created(), Instant.EPOCH);
    }

    boolean accepts(Image image) {
        return filters.labels(image.config().process().labels())
                && created(image).isBefore(filters.until(now, Instant.MAX))
                && (!filters.has("dangling")
                        || filters.isTrue("dangling") == image.tags().isEmpty())
                && filters.any("before", other -> created(image).isBefore(created(images.get(other))))
                && filters.any("since", other -> created(image).isAfter(created(images.get(other))))
                && (!filtersNames() || !tagsOf(image).isEmpty());
    }

    /// The names of an image that the list shows: those that fit the `reference` filter.
    List<ImageReference> tagsOf(Image image) {
        return image.tags().stream().filter(this::fits).toList();
    }

    private boolean filtersNames() {
        return filters.has("reference") || !name.isEmpty();
    }

    private boolean fits(ImageReference tag) {
        return filters.any("reference", pattern -> fits(tag, pattern)) && (name.isEmpty() || fits(tag, name));
    }

    /// `name`, `name:tag`, with `*` and `?` as in a shell; a pattern without tag fits all tags.
    private static boolean fits(ImageReference tag, String pattern) {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        return List.of(tag.familiar(), tag.familiarRepository(), tag.toString(), tag.repository()).stream()
                .anyMatch(form -> matcher.matches(Path.of(form)));
    }
}
