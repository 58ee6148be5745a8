package dev.onionyard.dockerapi;

import dev.onionyard.image.Image;
import dev.onionyard.image.ImageOrigins;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.HealthCheck;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.ProcessDefaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Images as `/images/json` and `/images/{name}/json` show them (Engine API, ImageList, ImageInspect).
@Component
class ImageViews {

    /// dockerd counts neither for a list, and says so by this.
    private static final int NOT_COUNTED = -1;

    private final LayerStore layers;
    private final ImageOrigins origins;

    ImageViews(LayerStore layers, ImageOrigins origins) {
        this.layers = layers;
        this.origins = origins;
    }

    /// @param tags those of its names that are asked for
    /// @param origins the registries that have it
    static Map<String, Object> summary(
            Image image, List<ImageReference> tags, List<ImageOrigins.Origin> origins, ApiVersion version) {
        var created = image.config().content().created();
        var labels = image.config().process().labels();
        var view = new LinkedHashMap<String, Object>();
        view.put("Id", image.id().toString());
        view.put("ParentId", parent(image));
        boolean nameless = image.tags().isEmpty() && origins.isEmpty();
        view.put("RepoTags", names(tags, nameless ? List.of("<none>:<none>") : List.of(), version));
        view.put("RepoDigests", names(digests(origins), nameless ? List.of("<none>@<none>") : List.of(), version));
        view.put("Created", created == null ? 0 : created.getEpochSecond());
        view.put("Size", image.size());
        addVirtualSize(view, image, version);
        view.put("SharedSize", NOT_COUNTED);
        view.put("Labels", labels.isEmpty() ? null : labels);
        view.put("Containers", NOT_COUNTED);
        return view;
    }

    private static List<ImageReference> digests(List<ImageOrigins.Origin> origins) {
        return origins.stream().map(ImageOrigins.Origin::reference).distinct().toList();
    }

    private static String parent(Image image) {
        return image.parent() == null ? "" : image.parent().toString();
    }

    /// Clients before 1.43 expect words where an image has neither tag nor digest.
    private static List<String> names(List<ImageReference> names, List<String> none, ApiVersion version) {
        return names.isEmpty() && !version.atLeast(1, 43)
                ? none
                : names.stream().map(ImageReference::familiar).toList();
    }

    private static void addVirtualSize(Map<String, Object> view, Image image, ApiVersion version) {
        if (!version.atLeast(1, 44)) {
            view.put("VirtualSize", image.size());
        }
    }

    Map<String, Object> details(Image image, ApiVersion version) {
        var content = image.config().content();
        var view = new LinkedHashMap<String, Object>();
        view.put("Id", image.id().toString());
        view.put("RepoTags", image.tags().stream().map(ImageReference::familiar).toList());
        view.put(
                "RepoDigests",
                digests(origins.of(image.id())).stream()
                        .map(ImageReference::familiar)
                        .toList());
        view.put("Parent", parent(image));
        view.put("Comment", content.comment());
        if (content.created() != null || !version.atLeast(1, 44)) {
            view.put("Created", DockerJson.time(content.created()));
        }
        view.put("DockerVersion", "");
        view.put("Author", content.author());
        view.put("Config", config(content.process()));
        view.put("Architecture", content.platform().architecture());
        putUnlessEmpty(view, "Variant", content.platform().variant());
        view.put("Os", content.platform().os());
        view.put("Size", image.size());
        addVirtualSize(view, image, version);
        view.put("GraphDriver", graphDriver(image));
        view.put("RootFS", rootFileSystem(image));
        view.put("Metadata", Map.of("LastTagTime", DockerJson.time(image.tags().isEmpty() ? null : image.stored())));
        return view;
    }

    private static void putUnlessEmpty(Map<String, Object> view, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            view.put(name, value);
        }
    }

    /// Where the layers lie: the top one is `UpperDir`, as in dockerd's answer; nothing is written there.
    private Map<String, Object> graphDriver(Image image) {
        List<Path> trees = image.layers().stream()
                .map(layer -> layers.get(layer).tree())
                .collect(Collectors.toCollection(ArrayList::new))
                .reversed();
        var data = new LinkedHashMap<String, String>();
        if (trees.size() > 1) {
            data.put("LowerDir", trees.stream().skip(1).map(Path::toString).collect(Collectors.joining(":")));
        }
        if (!trees.isEmpty()) {
            data.put("UpperDir", trees.getFirst().toString());
        }
        return Map.of("Name", "overlay2", "Data", data);
    }

    private static Map<String, Object> rootFileSystem(Image image) {
        return Map.of(
                "Type",
                "layers",
                "Layers",
                image.config().diffIds().stream().map(DiffId::toString).toList());
    }

    /// What does not apply to an image (hostname, terminal, …) stands there empty, for clients that read it.
    static Map<String, Object> config(ProcessDefaults process) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Hostname", "");
        view.put("Domainname", "");
        view.put("User", process.user());
        view.put("AttachStdin", false);
        view.put("AttachStdout", false);
        view.put("AttachStderr", false);
        if (!process.exposedPorts().isEmpty()) {
            view.put("ExposedPorts", emptyObjects(process.exposedPorts()));
        }
        view.put("Tty", false);
        view.put("OpenStdin", false);
        view.put("StdinOnce", false);
        view.put("Env", process.env());
        view.put("Cmd", nullIfEmpty(process.cmd()));
        view.put("Image", "");
        view.put("Volumes", process.volumes().isEmpty() ? null : emptyObjects(process.volumes()));
        view.put("WorkingDir", process.workingDir());
        view.put("Entrypoint", nullIfEmpty(process.entrypoint()));
        if (process.healthCheck() != null) {
            view.put("Healthcheck", healthCheck(process.healthCheck()));
        }
        view.put("OnBuild", nullIfEmpty(process.onBuild()));
        view.put("Labels", process.labels().isEmpty() ? null : process.labels());
        putUnlessEmpty(view, "StopSignal", process.stopSignal());
        if (!process.shell().isEmpty()) {
            view.put("Shell", process.shell());
        }
        return view;
    }

    /// Times in nanoseconds; what is not said is left out.
    private static Map<String, Object> healthCheck(HealthCheck check) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Test", check.test());
        putUnlessZero(view, "Interval", check.interval().toNanos());
        putUnlessZero(view, "Timeout", check.timeout().toNanos());
        putUnlessZero(view, "StartPeriod", check.startPeriod().toNanos());
        putUnlessZero(view, "Retries", check.retries());
        return view;
    }

    private static void putUnlessZero(Map<String, Object> view, String name, long value) {
        if (value != 0) {
            view.put(name, value);
        }
    }

    private static @Nullable List<String> nullIfEmpty(List<String> words) {
        return words.isEmpty() ? null : words;
    }

    private static Map<String, Object> emptyObjects(Collection<String> names) {
        var view = new LinkedHashMap<String, Object>();
        names.stream().sorted().forEach(name -> view.put(name, Map.of()));
        return view;
    }
}
