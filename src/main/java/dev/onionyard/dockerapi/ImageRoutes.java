package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.Onion;
import dev.onionyard.image.Onions;
import dev.onionyard.oci.ImageReference;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Images: list, inspect, history, tag, remove, prune.
@Component
class ImageRoutes implements Route.Source {

    private static final Set<String> FILTERS = Set.of("reference", "label", "dangling", "before", "since", "until");

    private final Images images;
    private final Onions onions;
    private final ImageViews views;

    ImageRoutes(Images images, Onions onions, ImageViews views) {
        this.images = images;
        this.onions = onions;
        this.views = views;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/images/json", this::list),
                post("/images/prune", this::prune),
                get("/images/{name}/json", this::inspect),
                get("/images/{name}/history", this::history),
                post("/images/{name}/tag", this::tag),
                delete("/images/{name}", this::remove));
    }

    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(FILTERS);
        String name = exchange.query("filter", "");
        var accepts = new ImageFilter(filters, name, images);
        exchange.respond(images.all().stream()
                .filter(accepts::accepts)
                .sorted(Collections.reverseOrder(ImageFilter.BY_CREATED))
                .map(image -> ImageViews.summary(image, accepts.tagsOf(image), exchange.version()))
                .toList());
    }

    private void inspect(Exchange exchange) throws IOException {
        exchange.respond(views.details(images.get(exchange.id()), exchange.version()));
    }

    private void history(Exchange exchange) throws IOException {
        Image image = images.get(exchange.id());
        var rings = new ArrayList<>(onions.of(image.id()).rings());
        Collections.reverse(rings);
        var lines = new ArrayList<Map<String, Object>>();
        for (Onion.Ring ring : rings) {
            lines.add(historyLine(image, ring, lines.isEmpty()));
        }
        exchange.respond(lines);
    }

    /// Only the newest step has an image of its own; of the others the API says `<missing>`, as dockerd's does.
    private static Map<String, Object> historyLine(Image image, Onion.Ring ring, boolean newest) {
        Instant created = ring.created();
        var line = new LinkedHashMap<String, Object>();
        line.put("Id", newest ? image.id().toString() : "<missing>");
        line.put("Created", created == null ? 0 : created.getEpochSecond());
        line.put("CreatedBy", ring.createdBy());
        line.put(
                "Tags",
                newest && !image.tags().isEmpty()
                        ? image.tags().stream().map(ImageReference::familiar).toList()
                        : null);
        line.put("Size", ring.layer() == null ? 0 : ring.layer().contentBytes());
        line.put("Comment", ring.comment());
        return line;
    }

    private void tag(Exchange exchange) {
        Image image = images.get(exchange.id());
        String tag = exchange.query("tag", "");
        var reference = ImageReference.parse(exchange.query("repo", ""));
        images.tag(image.id(), tag.isEmpty() ? reference.withDefaultTag() : reference.withTag(tag));
        exchange.response().setStatus(201);
    }

    private void remove(Exchange exchange) throws IOException {
        exchange.respond(removed(images.remove(exchange.id(), exchange.flag("force"))));
    }

    private static List<Map<String, String>> removed(Images.Removal removal) {
        return Stream.concat(
                        removal.untagged().stream().map(tag -> Map.of("Untagged", tag.familiar())),
                        removal.deletedImages().stream().map(id -> Map.of("Deleted", id.toString())))
                .toList();
    }

    /// Without `dangling=false` only images without a name go.
    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(Set.of("dangling", "label", "until"));
        boolean all = filters.has("dangling") && !filters.isTrue("dangling");
        var deleted = new ArrayList<Map<String, String>>();
        long freed = 0;
        for (Image image : images.all()) {
            boolean candidate = (all || image.tags().isEmpty())
                    && filters.labels(image.config().process().labels());
            if (candidate && isUnused(image)) {
                Images.Removal removal = images.remove(image.id().toString(), true);
                deleted.addAll(removed(removal));
                freed += removal.freedBytes();
            }
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("ImagesDeleted", deleted);
        answer.put("SpaceReclaimed", freed);
        exchange.respond(answer);
    }

    private boolean isUnused(Image image) {
        try {
            Images.Dependants dependants = images.dependants(image.id());
            return dependants.containers().isEmpty() && dependants.children().isEmpty();
        } catch (NotFoundException e) {
            return false;
        }
    }
}
