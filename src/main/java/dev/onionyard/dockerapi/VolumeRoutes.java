package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.VolumeUsage;
import dev.onionyard.volume.Volumes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Volumes: list, inspect, create, remove, prune.
@Component
class VolumeRoutes implements Route.Source {

    private final Volumes volumes;
    private final VolumeUsage usage;

    VolumeRoutes(Volumes volumes, VolumeUsage usage) {
        this.volumes = volumes;
        this.usage = usage;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/volumes", this::list),
                post("/volumes/create", this::create),
                post("/volumes/prune", this::prune),
                get("/volumes/{id}", exchange -> exchange.respond(view(volumes.get(exchange.id())))),
                delete("/volumes/{id}", this::remove));
    }

    /// Body of volume create.
    record CreateVolumeBody(@Nullable String name, @Nullable Map<String, String> labels) {}

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
        Map<String, String> labels = body.labels() == null ? Map.of() : body.labels();
        String name = body.name() == null ? "" : body.name();
        exchange.respond(201, view(name.isEmpty() ? volumes.createAnonymous(labels) : volumes.create(name, labels)));
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
        Filters filters = exchange.filters().allow(Set.of("label", "all"));
        boolean all = !exchange.version().atLeast(1, 42) || filters.isTrue("all");
        var deleted = new ArrayList<String>();
        long freed = 0;
        for (Volume volume : volumes.all()) {
            if ((all || volume.anonymous()) && filters.labels(volume.labels()) && isUnused(volume)) {
                long bytes = volumes.bytesOnDisk(volume.name());
                if (removed(volume)) {
                    deleted.add(volume.name());
                    freed += bytes;
                }
            }
        }
        exchange.respond(Map.of("VolumesDeleted", deleted, "SpaceReclaimed", freed));
    }

    private boolean removed(Volume volume) {
        try {
            volumes.remove(volume.name());
            return true;
        } catch (ConflictException e) {
            // A container took it meanwhile: it is not for pruning any more.
            return false;
        }
    }

    private boolean isUnused(Volume volume) {
        return usage.containersUsing(volume.name()).isEmpty();
    }

    static Map<String, Object> view(Volume volume) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Name", volume.name());
        view.put("Driver", "local");
        view.put("Mountpoint", volume.data().toString());
        view.put("CreatedAt", DockerJson.time(volume.created()));
        view.put("Labels", volume.labels());
        view.put("Scope", "local");
        view.put("Options", Map.of());
        return view;
    }
}
