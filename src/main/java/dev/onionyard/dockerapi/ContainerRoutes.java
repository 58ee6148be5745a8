package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.error.ConflictException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Containers as things: create, list, inspect, rename, remove, prune.
@Component
class ContainerRoutes implements Route.Source {

    private static final Set<String> FILTERS = Set.of(
            "id",
            "name",
            "label",
            "status",
            "exited",
            "ancestor",
            "before",
            "since",
            "volume",
            "network",
            "publish",
            "expose",
            "health",
            "is-task");

    private final Containers containers;
    private final Clock clock;

    ContainerRoutes(Containers containers, Clock clock) {
        this.containers = containers;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/containers/json", this::list),
                post("/containers/create", this::create),
                get("/containers/{id}/json", this::inspect),
                post("/containers/{id}/rename", this::rename),
                post("/containers/prune", this::prune),
                delete("/containers/{id}", this::remove));
    }

    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(FILTERS);
        boolean all = exchange.flag("all") || filters.has("status") || filters.has("exited");
        int limit = exchange.number("limit", -1);
        Stream<Container> found = containers.all().stream()
                .filter(container -> all
                        || limit > 0
                        || container.status().state().alive()
                        || container.status().state() == ContainerState.RESTARTING)
                .filter(container -> new ContainerFilter(filters, containers).accepts(container));
        if (limit > 0) {
            found = found.limit(limit);
        }
        var now = clock.instant();
        exchange.respond(
                found.map(container -> ContainerViews.summary(container, now)).toList());
    }

    private void create(Exchange exchange) throws IOException {
        String name = exchange.query("name", "");
        CreateBody body = exchange.json(CreateBody.class);
        ContainerRequest request = CreateRequestReader.read(name.isEmpty() ? null : name, body);
        Container created = containers.create(request);
        exchange.respond(201, Map.of("Id", created.id(), "Warnings", List.of()));
    }

    private void inspect(Exchange exchange) throws IOException {
        exchange.respond(ContainerViews.details(containers.get(exchange.id())));
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
        Filters filters = exchange.filters().allow(Set.of("label", "until"));
        var deleted = new ArrayList<String>();
        for (Container container : containers.all()) {
            if (isEnded(container) && filters.labels(container.request().labels())) {
                removeIfStillEnded(container, deleted);
            }
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("ContainersDeleted", deleted);
        answer.put("SpaceReclaimed", 0);
        exchange.respond(answer);
    }

    private static boolean isEnded(Container container) {
        return switch (container.status().state()) {
            case CREATED, EXITED, DEAD -> true;
            case RUNNING, PAUSED, RESTARTING -> false;
        };
    }

    private void removeIfStillEnded(Container container, List<String> deleted) {
        try {
            containers.remove(container.id(), false, false);
            deleted.add(container.id());
        } catch (ConflictException e) {
            // Somebody started it meanwhile: it is not for pruning any more.
        }
    }
}
