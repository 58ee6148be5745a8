package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.Onion;
import dev.onionyard.image.Onions;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.system.ContentSizes;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Images: list, inspect, history, tag, remove, prune.
@Component
class ImageRoutes implements Route.Source {

    private static final Set<String> FILTERS = Set.of("reference", "label", "dangling", "before", "since", "until");

    private final Images images;
    private final Onions onions;
    private final ImageViews views;
    private final ContentSizes sizes;
    private final Clock clock;

    ImageRoutes(Images images, Onions onions, ImageViews views, ContentSizes sizes, Clock clock) {
        this.images = images;
        this.onions = onions;
        this.views = views;
        this.sizes = sizes;
        this.clock = clock;
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

    /// Without `all`, images without a name that others were built on are left out.
    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(FILTERS);
        var accepts = new ImageFilter(filters, exchange.query("filter", ""), images, clock.instant());
        List<Image> found = images.all();
        Set<ImageId> parents =
                found.stream().map(Image::parent).filter(Objects::nonNull).collect(Collectors.toSet());
        boolean all = exchange.flag("all");
        Map<ImageId, Long> shared = exchange.flag("shared-size") ? sizes.shared() : Map.of();
        exchange.respond(found.stream()
                .filter(image -> all || !image.tags().isEmpty() || !parents.contains(image.id()))
                .filter(accepts::accepts)
                .sorted(Collections.reverseOrder(ImageFilter.BY_CREATED))
                .map(image -> summary(image, accepts, exchange.version(), shared))
                .toList());
    }

    private static Map<String, Object> summary(
            Image image, ImageFilter accepts, ApiVersion version, Map<ImageId, Long> shared) {
        Map<String, Object> view = ImageViews.summary(image, accepts.tagsOf(image), version);
        view.replace("SharedSize", shared.getOrDefault(image.id(), -1L));
        return view;
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
        images.tag(image.id(), ImageNames.of(exchange.query("repo", ""), exchange.query("tag", "")));
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
        Filters filters = exchange.filters().allow(Set.of("dangling", "label", "label!", "until"));
        boolean all = filters.has("dangling") && !filters.isTrue("dangling");
        Instant until = filters.until(clock.instant(), Instant.MAX);
        List<Images.Removal> removals =
                images.prune(image -> (all || image.tags().isEmpty())
                        && ImageFilter.created(image).isBefore(until)
                        && filters.labels(image.config().process().labels()));
        var answer = new LinkedHashMap<String, Object>();
        answer.put(
                "ImagesDeleted",
                removals.stream().flatMap(removal -> removed(removal).stream()).toList());
        answer.put(
                "SpaceReclaimed",
                removals.stream().mapToLong(Images.Removal::freedBytes).sum());
        exchange.respond(answer);
    }
}
