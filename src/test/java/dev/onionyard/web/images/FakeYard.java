package dev.onionyard.web.images;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.image.ImagePage;
import dev.onionyard.image.ImageQuery;
import dev.onionyard.image.Images;
import dev.onionyard.image.Lineage;
import dev.onionyard.image.Onion;
import dev.onionyard.image.Onions;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Images in memory, with onions made up by [SampleOnion]. Behaves as [Images] says where the pages can tell.
final class FakeYard implements Images, Onions {

    private final Map<ImageId, Image> images = new LinkedHashMap<>();
    private final Map<ImageId, Onion> onions = new HashMap<>();
    private final Map<ImageId, List<String>> containers = new HashMap<>();
    private final Map<ImageId, List<Image>> children = new HashMap<>();
    final List<ImageQuery> asked = new ArrayList<>();

    Image add(SampleOnion sample) {
        Image image = sample.image();
        images.put(image.id(), image);
        onions.put(image.id(), sample.onion());
        return image;
    }

    void useBy(Image image, String container) {
        containers.computeIfAbsent(image.id(), id -> new ArrayList<>()).add(container);
    }

    void derive(Image parent, Image child) {
        children.computeIfAbsent(parent.id(), id -> new ArrayList<>()).add(child);
    }

    void clear() {
        images.clear();
        onions.clear();
        containers.clear();
        children.clear();
        asked.clear();
    }

    @Override
    public List<Image> registerAll(List<NewImage> newImages) {
        throw new UnsupportedOperationException("pages do not register images");
    }

    @Override
    public Optional<Image> find(String nameOrId) {
        String hex = nameOrId.startsWith("sha256:") ? nameOrId.substring(7) : nameOrId;
        Stream<Image> byId = images.values().stream()
                .filter(image -> image.id().digest().hex().startsWith(hex));
        Stream<Image> byName = images.values().stream()
                .filter(image -> image.tags().stream()
                        .anyMatch(tag -> tag.familiar().equals(nameOrId)
                                || tag.familiarRepository().equals(nameOrId)));
        return Stream.concat(byName, byId).findFirst();
    }

    @Override
    public Image get(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> new NotFoundException("No such image: " + nameOrId));
    }

    @Override
    public Image get(ImageId id) {
        return get(id.toString());
    }

    @Override
    public List<Image> all() {
        return List.copyOf(images.values());
    }

    @Override
    public ImagePage search(ImageQuery query) {
        asked.add(query);
        List<ImagePage.Row> rows = images.values().stream()
                .filter(image -> image.displayName().contains(query.text()))
                .map(this::row)
                .toList();
        int from = Math.min(rows.size(), query.page() * query.pageSize());
        int to = Math.min(rows.size(), from + query.pageSize());
        return new ImagePage(rows.subList(from, to), query.page(), query.pageSize(), rows.size());
    }

    private ImagePage.Row row(Image image) {
        return new ImagePage.Row(
                image.id(),
                image.tags(),
                image.config().content().created(),
                image.size(),
                image.size() / 3,
                image.size() - image.size() / 3,
                image.layers().size(),
                containers.getOrDefault(image.id(), List.of()).size());
    }

    @Override
    public void tag(ImageId image, ImageReference tag) {
        Image old = get(image);
        images.put(image, retagged(old, Stream.concat(old.tags().stream(), Stream.of(tag))));
    }

    private static Image retagged(Image old, Stream<ImageReference> tags) {
        return new Image(
                old.id(),
                old.config(),
                old.layers(),
                tags.toList(),
                old.size(),
                old.stored(),
                old.origin(),
                old.parent());
    }

    @Override
    public Removal remove(String nameOrId, boolean force) {
        Image image = get(nameOrId);
        boolean byId = nameOrId.startsWith("sha256:");
        if (byId && image.tags().size() > 1 && !force) {
            throw new ConflictException("cannot remove image \"" + nameOrId + "\": it has several names");
        }
        if (!byId && image.tags().size() > 1) {
            images.put(
                    image.id(),
                    retagged(
                            image,
                            image.tags().stream().filter(tag -> !tag.familiar().equals(nameOrId))));
            return new Removal(List.of(ImageReference.parse(nameOrId)), List.of(), List.of(), 0);
        }
        images.remove(image.id());
        return new Removal(image.tags(), List.of(image.id()), image.layers(), image.size());
    }

    @Override
    public long changes() {
        return 0;
    }

    @Override
    public List<Removal> prune(Predicate<Image> chosen) {
        throw new UnsupportedOperationException("pages do not prune images");
    }

    @Override
    public Dependants dependants(ImageId image) {
        return new Dependants(
                containers.getOrDefault(image, List.of()),
                children.getOrDefault(image, List.of()),
                get(image).size() / 3);
    }

    @Override
    public Onion of(ImageId image) {
        return Optional.ofNullable(onions.get(image))
                .orElseThrow(() -> new NotFoundException("No such image: " + image));
    }

    @Override
    public Lineage lineageOf(ImageId image) {
        List<Image> ancestors = images.values().stream()
                .filter(parent -> children.getOrDefault(parent.id(), List.of()).stream()
                        .anyMatch(child -> child.id().equals(image)))
                .toList();
        return new Lineage(
                ancestors.isEmpty() ? null : ancestors.getLast(),
                ancestors,
                children.getOrDefault(image, List.of()),
                containers.getOrDefault(image, List.of()));
    }
}
