package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.account.Role;
import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerNetworking;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.container.HealthChecks;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.image.Images;
import dev.onionyard.oci.Platform;
import dev.onionyard.system.ContentSizes;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// Containers as things: create, list, inspect, rename, remove, prune.
@Component
class ContainerRoutes implements Route.Source {

    private final Containers containers;
    private final ContainerNetworking networking;
    private final ContainerInspect inspections;
    private final NetworkSettingsView networkSettings;
    private final ContainerFilter filter;
    private final HealthChecks health;
    private final ContentSizes sizes;
    private final Images images;
    private final EngineEvents events;
    private final Clock clock;
    private final AnswerCache<Stamp> lists = new AnswerCache<>();

    ContainerRoutes(
            Containers containers,
            ContainerNetworking networking,
            ContainerInspect inspections,
            NetworkSettingsView networkSettings,
            ContainerFilter filter,
            HealthChecks health,
            ContentSizes sizes,
            Images images,
            EngineEvents events,
            Clock clock) {
        this.containers = containers;
        this.networking = networking;
        this.networkSettings = networkSettings;
        this.filter = filter;
        this.health = health;
        this.sizes = sizes;
        this.inspections = inspections;
        this.images = images;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/containers/json", this::list),
                post("/containers/create", this::create)
                        .partly("what one host cannot give is refused by its field's name, see below"),
                get("/containers/{id}/json", this::inspect),
                post("/containers/{id}/rename", this::rename),
                post("/containers/prune", this::prune).since(1, 25),
                delete("/containers/{id}", this::remove));
    }

    /// What a list is made from; times such as `Up 5 minutes` change with the second.
    private record Stamp(long containers, long events, long second) {}

    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters();
        Instant now = clock.instant();
        var stamp = new Stamp(containers.changes(), events.count(), now.getEpochSecond());
        // What containers write is no event.
        exchange.respondJson(
                200,
                exchange.flag("size")
                        ? DockerJson.MAPPER.writeValueAsBytes(list(exchange, filters, now))
                        : lists.get(exchange, stamp, () -> list(exchange, filters, now)));
    }

    private List<Map<String, Object>> list(Exchange exchange, Filters filters, Instant now) {
        boolean all = exchange.flag("all") || filters.has("status") || filters.has("exited");
        int limit = exchange.number("limit", -1);
        boolean size = exchange.flag("size");
        Stream<Container> found =
                filter.select(filters).stream().filter(container -> all || limit > 0 || isUp(container));
        return (limit > 0 ? found.limit(limit) : found)
                .map(container -> summary(container, now, size))
                .toList();
    }

    private static boolean isUp(Container container) {
        return container.status().state().alive() || container.status().state() == ContainerState.RESTARTING;
    }

    private Map<String, Object> summary(Container container, Instant now, boolean size) {
        Map<String, Object> view = ContainerViews.summary(container, health.of(container.id()), now);
        view.put("NetworkSettings", Map.of("Networks", networkSettings.networks(container)));
        if (size) {
            putSizes(view, container);
        }
        return view;
    }

    private void putSizes(Map<String, Object> view, Container container) {
        long written = sizes.written(container);
        view.put("SizeRw", written);
        view.put("SizeRootFs", sizes.below(container) + written);
    }

    private void create(Exchange exchange) throws IOException {
        String name = exchange.query("name", "");
        JsonNode body = exchange.json(JsonNode.class);
        ContainerRequest request = CreateRequestReader.read(name.isEmpty() ? null : name, body);
        if (request.host().privileged()) {
            exchange.caller().require(Role.ADMINISTRATOR, "create a privileged container");
        }
        checkPlatform(request.image(), exchange.query("platform", ""));
        List<String> warnings = containers.warnings(request);
        Container created = networking.create(request, NetworkPlanReader.read(body));
        exchange.respond(201, Map.of("Id", created.id(), "Warnings", warnings));
    }

    /// The CLI pulls the right one when it hears that there is none.
    private void checkPlatform(String image, String asked) {
        if (asked.isEmpty()) {
            return;
        }
        Platform actual = images.get(image).config().content().platform();
        String[] wanted = asked.split("/", 3);
        boolean fits = wanted[0].equals(actual.os())
                && (wanted.length < 2 || wanted[1].equals(actual.architecture()))
                && (wanted.length < 3 || actual.variant() == null || wanted[2].equals(actual.variant()));
        if (!fits) {
            throw new NotFoundException("image with reference " + image
                    + " was found but does not match the specified platform: wanted " + asked + ", actual: " + actual);
        }
    }

    private void inspect(Exchange exchange) throws IOException {
        Container container = containers.get(exchange.id());
        Map<String, Object> view = inspections.inspect(container);
        if (exchange.flag("size")) {
            putSizes(view, container);
        }
        exchange.respond(view);
    }

    private void rename(Exchange exchange) {
        containers.rename(exchange.id(), exchange.query("name", ""));
        exchange.noContent();
    }

    private void remove(Exchange exchange) {
        containers.remove(exchange.id(), exchange.flag("force"), exchange.flag("v"));
        exchange.noContent();
    }

    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(Set.of("label", "label!", "until"));
        Instant now = clock.instant();
        Instant until = filters.until(now, Instant.MAX);
        Containers.Pruned pruned =
                containers.prune(container -> container.created().isBefore(until)
                        && filters.labels(container.request().labels()));
        var answer = new LinkedHashMap<String, Object>();
        answer.put("ContainersDeleted", pruned.ids());
        answer.put("SpaceReclaimed", pruned.bytes());
        exchange.respond(answer);
    }
}
