package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;

import dev.onionyard.build.BuildCache;
import dev.onionyard.container.Container;
import dev.onionyard.container.Containers;
import dev.onionyard.container.HealthChecks;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.image.ImageOrigins;
import dev.onionyard.image.ImageUsage;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageId;
import dev.onionyard.system.ContentSizes;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.VolumeUsage;
import dev.onionyard.volume.Volumes;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// What takes disk: `docker system df` (Engine API, SystemDataUsage). Docker's figures, by Docker's rules; the
/// dashboard
/// has its own, see [dev.onionyard.system.DiskUsage].
@Component
class DiskUsageRoutes implements Route.Source {

    private static final Set<String> TYPES = Set.of("container", "image", "volume", "build-cache");

    private final Images images;
    private final ImageUsage imageUsage;
    private final ImageOrigins origins;
    private final Containers containers;
    private final HealthChecks health;
    private final NetworkSettingsView networkSettings;
    private final Volumes volumes;
    private final VolumeUsage volumeUsage;
    private final BuildCache cache;
    private final ContentSizes sizes;
    private final Clock clock;

    DiskUsageRoutes(
            Images images,
            ImageUsage imageUsage,
            ImageOrigins origins,
            Containers containers,
            HealthChecks health,
            NetworkSettingsView networkSettings,
            Volumes volumes,
            VolumeUsage volumeUsage,
            BuildCache cache,
            ContentSizes sizes,
            Clock clock) {
        this.images = images;
        this.imageUsage = imageUsage;
        this.origins = origins;
        this.containers = containers;
        this.health = health;
        this.networkSettings = networkSettings;
        this.volumes = volumes;
        this.volumeUsage = volumeUsage;
        this.cache = cache;
        this.sizes = sizes;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(get("/system/df", this::answer).since(1, 25));
    }

    /// `type` may be given several times, and says which of the lists are wanted; what is not stays null.
    private void answer(Exchange exchange) throws IOException {
        Set<String> types = Set.copyOf(exchange.queries("type"));
        types.stream().filter(type -> !TYPES.contains(type)).findAny().ifPresent(type -> {
            throw new InvalidInputException("unknown object type: " + type);
        });
        boolean all = types.isEmpty() || !exchange.version().atLeast(1, 42);
        var view = new LinkedHashMap<String, Object>();
        view.put("LayersSize", all || types.contains("image") ? sizes.layers() : 0);
        view.put("Images", all || types.contains("image") ? images(exchange.version()) : null);
        view.put("Containers", all || types.contains("container") ? containers() : null);
        view.put("Volumes", all || types.contains("volume") ? volumes() : null);
        List<BuildCache.Entry> steps = all || types.contains("build-cache") ? cache.entries() : List.of();
        view.put(
                "BuildCache",
                all || types.contains("build-cache")
                        ? steps.stream().map(DiskUsageRoutes::step).toList()
                        : null);
        if (!exchange.version().atLeast(1, 42)) {
            view.put(
                    "BuilderSize",
                    steps.stream().mapToLong(BuildCache.Entry::bytes).sum());
        }
        exchange.respond(view);
    }

    private List<Map<String, Object>> images(ApiVersion version) {
        Map<ImageId, Long> shared = sizes.shared();
        Map<ImageId, Integer> users = imageUsage.containerCounts();
        Map<ImageId, List<ImageOrigins.Origin>> known = origins.all();
        return images.all().stream()
                .map(image -> image(image, known.getOrDefault(image.id(), List.of()), version, shared, users))
                .toList();
    }

    private static Map<String, Object> image(
            Image image,
            List<ImageOrigins.Origin> known,
            ApiVersion version,
            Map<ImageId, Long> shared,
            Map<ImageId, Integer> users) {
        Map<String, Object> view = ImageViews.summary(image, image.tags(), known, version);
        view.put("SharedSize", shared.getOrDefault(image.id(), 0L));
        view.put("Containers", users.getOrDefault(image.id(), 0));
        return view;
    }

    private List<Map<String, Object>> containers() {
        Instant now = clock.instant();
        return containers.all().stream()
                .map(container -> container(container, now))
                .toList();
    }

    private Map<String, Object> container(Container container, Instant now) {
        Map<String, Object> view = ContainerViews.summary(container, health.of(container.id()), now);
        view.put("NetworkSettings", Map.of("Networks", networkSettings.networks(container)));
        long written = sizes.written(container);
        view.put("SizeRw", written);
        view.put("SizeRootFs", sizes.below(container) + written);
        return view;
    }

    private static Map<String, Object> step(BuildCache.Entry step) {
        var view = new LinkedHashMap<String, Object>();
        view.put("ID", step.id());
        view.put("Type", "regular");
        view.put("Description", step.description());
        view.put("InUse", false);
        view.put("Shared", step.shared());
        view.put("Size", step.bytes());
        view.put("CreatedAt", DockerJson.time(step.created()));
        view.put("LastUsedAt", DockerJson.time(step.lastUsed()));
        view.put("UsageCount", step.uses());
        return view;
    }

    private List<Map<String, Object>> volumes() {
        return volumes.all().stream().map(this::volume).toList();
    }

    private Map<String, Object> volume(Volume volume) {
        Map<String, Object> view = VolumeRoutes.view(volume);
        int users = volumeUsage.containersUsing(volume.name()).size();
        view.put("UsageData", Map.of("Size", sizes.of(volume), "RefCount", users));
        return view;
    }
}
