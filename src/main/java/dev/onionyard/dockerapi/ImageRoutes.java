package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.error.ConflictException;
import dev.onionyard.image.Image;
import dev.onionyard.image.ImageOrigins;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Images: list, inspect, history, tag, remove, prune.
@Component
class ImageRoutes implements Route.Source {

    private static final Set<String> FILTERS = Set.of("reference", "label", "dangling", "before", "since", "until");

    private final Images images;
    private final Onions onions;
    private final ImageViews views;
    private final ContentSizes sizes;
    private final ImageOrigins origins;
    private final ImageConflicts conflicts;
    private final Clock clock;
    private final AnswerCache<Long> lists = new AnswerCache<>();

    ImageRoutes(
            Images images,
            Onions onions,
            ImageViews views,
            ContentSizes sizes,
            ImageOrigins origins,
            ImageConflicts conflicts,
            Clock clock) {
        this.images = images;
        this.onions = onions;
        this.views = views;
        this.sizes = sizes;
        this.origins = origins;
        this.conflicts = conflicts;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/images/json", this::list),
                post("/images/prune", this::prune).since(1, 25),
                get("/images/{name}/json", this::inspect),
                get("/images/{name}/history", this::history),
                post("/images/{name}/tag", this::tag),
                delete("/images/{name}", this::remove));
    }

    /// Without `all`, images without a name that others were built on are left out.
    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(FILTERS);
        // What `until` means changes with the time.
        exchange.respondJson(
                200,
                filters.has("until")
                        ? DockerJson.MAPPER.writeValueAsBytes(list(exchange, filters))
                        : lists.get(exchange, images.changes(), () -> list(exchange, filters)));
    }

    private List<Map<String, Object>> list(Exchange exchange, Filters filters) {
        var accepts = new ImageFilter(filters, exchange.query("filter", ""), images, clock.instant());
        List<Image> found = images.all();
        Set<ImageId> parents =
                found.stream().map(Image::parent).filter(Objects::nonNull).collect(Collectors.toSet());
        boolean all = exchange.flag("all");
        Map<ImageId, List<ImageOrigins.Origin>> known = origins.all();
        Map<ImageId, Long> shared = exchange.flag("shared-size") ? sizes.shared() : Map.of();
        return found.stream()
                .filter(image -> all || !image.tags().isEmpty() || !parents.contains(image.id()))
                .filter(accepts::accepts)
                .sorted(Collections.reverseOrder(ImageFilter.BY_CREATED))
                .map(image -> summary(image, accepts, known, exchange.version(), shared))
                .toList();
    }

    private static Map<String, Object> summary(
            Image image,
            ImageFilter accepts,
            Map<ImageId, List<ImageOrigins.Origin>> known,
            ApiVersion version,
            Map<ImageId, Long> shared) {
        Map<String, Object> view =
                ImageViews.summary(image, accepts.tagsOf(image), known.getOrDefault(image.id(), List.of()), version);
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
        Map<Integer, Image> tops = tops(image, rings.size());
        var lines = new ArrayList<Map<String, Object>>();
        for (Onion.Ring ring : rings) {
            lines.add(historyLine(tops.get(lines.size()), ring));
        }
        exchange.respond(lines);
    }

    /// The image and its recorded ancestors, each at the place where its history begins, newest first.
    private Map<Integer, Image> tops(Image image, int steps) {
        var tops = new HashMap<Integer, Image>();
        Optional<Image> next = Optional.of(image);
        while (next.isPresent()) {
            Image here = next.get();
            tops.putIfAbsent(
                    here.id().equals(image.id())
                            ? 0
                            : steps - here.config().history().size(),
                    here);
            next = Optional.ofNullable(here.parent()).flatMap(parent -> images.find(parent.toString()));
        }
        return tops;
    }

    /// Of steps that no image here ends with the API says `<missing>`, as dockerd's does.
    private static Map<String, Object> historyLine(@Nullable Image image, Onion.Ring ring) {
        Instant created = ring.created();
        var line = new LinkedHashMap<String, Object>();
        line.put("Id", image == null ? "<missing>" : image.id().toString());
        line.put("Created", created == null ? 0 : created.getEpochSecond());
        line.put("CreatedBy", ring.createdBy());
        line.put(
                "Tags",
                image == null || image.tags().isEmpty()
                        ? null
                        : image.tags().stream().map(ImageReference::familiar).toList());
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
        boolean force = exchange.flag("force");
        if (force) {
            conflicts.checkForced(exchange.id());
        }
        try {
            exchange.respond(removed(images.remove(exchange.id(), force)));
        } catch (ConflictException e) {
            throw conflicts.inDockersWords(exchange.id(), e);
        }
    }

    private static List<Map<String, String>> removed(Images.Removal removal) {
        return Stream.of(
                        removal.untagged().stream().map(tag -> Map.of("Untagged", tag.familiar())),
                        removal.deletedImages().stream().map(id -> Map.of("Deleted", id.toString())),
                        removal.deletedChains().stream().map(id -> Map.of("Deleted", id.toString())))
                .flatMap(lines -> lines)
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
