package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.Volumes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// Volumes: list, inspect, create, remove, prune.
@Component
class VolumeRoutes implements Route.Source {

    private final Volumes volumes;

    VolumeRoutes(Volumes volumes) {
        this.volumes = volumes;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/volumes", this::list),
                post("/volumes/create", this::create),
                post("/volumes/prune", this::prune).since(1, 25),
                get("/volumes/{id}", exchange -> exchange.respond(view(volumes.get(exchange.id())))),
                delete("/volumes/{id}", this::remove));
    }

    /// Body of volume create.
    record CreateVolumeBody(
            @Nullable String name,
            @Nullable String driver,
            @Nullable Map<String, String> driverOpts,
            @Nullable Map<String, String> labels,
            @Nullable JsonNode clusterVolumeSpec) {

        private static final Set<String> DRIVERS = Set.of("", "default", "local");

        void check() {
            if (driver != null && !DRIVERS.contains(driver)) {
                throw new NotFoundException(
                        "error looking up volume plugin " + driver + ": plugin \"" + driver + "\" not found");
            }
            if (clusterVolumeSpec != null && !clusterVolumeSpec.isNull()) {
                throw new InvalidInputException("cannot create volume: ClusterVolumeSpec is not supported");
            }
        }
    }

    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(Set.of("name", "label", "dangling", "driver"));
        var found = volumes.all().stream()
                .filter(volume -> filters.any("name", volume.name()::contains))
                .filter(volume -> filters.any("driver", "local"::equals))
                .filter(volume -> !filters.has("dangling") || filters.isTrue("dangling") == isUnused(volume))
                .filter(volume -> filters.labels(volume.labels()))
                .map(VolumeRoutes::view)
                .toList();
        exchange.respond(Map.of("Volumes", found, "Warnings", List.of()));
    }

    private void create(Exchange exchange) throws IOException {
        CreateVolumeBody body = exchange.json(CreateVolumeBody.class);
        body.check();
        Map<String, String> labels = body.labels() == null ? Map.of() : body.labels();
        Map<String, String> options = body.driverOpts() == null ? Map.of() : body.driverOpts();
        String name = body.name() == null ? "" : body.name();
        if (name.isEmpty() && !options.isEmpty()) {
            throw new InvalidInputException("cannot create volume: options need a name");
        }
        exchange.respond(
                201, view(name.isEmpty() ? volumes.createAnonymous(labels) : volumes.create(name, labels, options)));
    }

    private void remove(Exchange exchange) {
        try {
            volumes.remove(exchange.id());
        } catch (NotFoundException e) {
            if (!exchange.flag("force")) {
                throw e;
            }
        }
        exchange.noContent();
    }

    /// Since 1.42 only anonymous volumes go, unless the filter `all` is true.
    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(Set.of("label", "label!", "all"));
        boolean all = !exchange.version().atLeast(1, 42) || filters.isTrue("all");
        Map<String, Long> removed =
                volumes.prune(volume -> (all || volume.anonymous()) && filters.labels(volume.labels()));
        exchange.respond(Map.of(
                "VolumesDeleted",
                List.copyOf(removed.keySet()),
                "SpaceReclaimed",
                removed.values().stream().mapToLong(Long::longValue).sum()));
    }

    private boolean isUnused(Volume volume) {
        return volumes.users(volume.name()).isEmpty();
    }

    static Map<String, Object> view(Volume volume) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Name", volume.name());
        view.put("Driver", "local");
        view.put("Mountpoint", volume.data().toString());
        view.put("CreatedAt", DockerJson.time(volume.created()));
        view.put("Labels", volume.labels());
        view.put("Scope", "local");
        view.put("Options", volume.options().isEmpty() ? null : volume.options());
        return view;
    }
}
