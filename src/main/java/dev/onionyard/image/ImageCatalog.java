package dev.onionyard.image;

import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Puts images together from their rows and their configurations, many at once with a fixed number of queries.
@Component
class ImageCatalog {

    private final ImageRows images;
    private final TagRows tags;
    private final ConfigCache configs;

    ImageCatalog(ImageRows images, TagRows tags, ConfigCache configs) {
        this.images = images;
        this.tags = tags;
        this.configs = configs;
    }

    Optional<Image> find(ImageId id) {
        String hex = id.digest().hex();
        return images.findWithLayersById(hex).map(row -> image(row, references(tags.findOf(hex))));
    }

    Image get(ImageId id) {
        return find(id).orElseThrow(() -> ImageResolver.noSuchImage(id.toString()));
    }

    /// In the order of `ids`; those that are gone are left out.
    List<Image> getAll(Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, ImageRow> rows =
                images.findWithLayersByIdIn(ids).stream().collect(Collectors.toMap(ImageRow::getId, row -> row));
        Map<String, List<ImageReference>> names = namesByImage(tags.findOfAll(ids));
        return ids.stream()
                .filter(rows::containsKey)
                .map(rows::get)
                .map(row -> image(row, names.getOrDefault(row.getId(), List.of())))
                .toList();
    }

    /// The newest in this store first.
    List<Image> all() {
        List<ImageRow> rows = images.findAllWithLayers();
        Map<String, List<ImageReference>> names = namesByImage(tags.findAllSorted());
        return rows.stream()
                .map(row -> image(row, names.getOrDefault(row.getId(), List.of())))
                .toList();
    }

    static Map<String, List<ImageReference>> namesByImage(Collection<TagRow> sorted) {
        return sorted.stream()
                .collect(Collectors.groupingBy(
                        TagRow::imageId,
                        HashMap::new,
                        Collectors.mapping(TagRow::reference, Collectors.toUnmodifiableList())));
    }

    private static List<ImageReference> references(List<TagRow> rows) {
        return rows.stream().map(TagRow::reference).toList();
    }

    private Image image(ImageRow row, List<ImageReference> names) {
        String parent = row.parentId();
        return new Image(
                row.imageId(),
                configs.get(row.imageId()),
                row.layerIds(),
                names,
                row.contentBytes(),
                row.stored(),
                row.origin(),
                parent == null ? null : ImageId.parse("sha256:" + parent));
    }
}
