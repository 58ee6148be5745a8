package dev.onionyard.dockerapi;

import dev.onionyard.image.Image;
import dev.onionyard.image.ImageUsage;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.ProcessDefaults;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Images as `/images/json` and `/images/{name}/json` show them (Engine API, ImageList, ImageInspect).
@Component
class ImageViews {

    private final ImageUsage usage;

    ImageViews(ImageUsage usage) {
        this.usage = usage;
    }

    Map<String, Object> summary(Image image, List<ImageReference> tags) {
        Instant created = image.config().content().created();
        var view = new LinkedHashMap<String, Object>();
        view.put("Id", image.id().toString());
        view.put("ParentId", image.parent() == null ? "" : image.parent().toString());
        view.put("RepoTags", tags.stream().map(ImageReference::familiar).toList());
        view.put("RepoDigests", List.of());
        view.put("Created", created == null ? 0 : created.getEpochSecond());
        view.put("Size", image.size());
        view.put("SharedSize", -1);
        view.put("VirtualSize", image.size());
        view.put("Labels", image.config().process().labels());
        view.put("Containers", usage.containerCounts().getOrDefault(image.id(), 0));
        return view;
    }

    Map<String, Object> details(Image image) {
        var content = image.config().content();
        var view = new LinkedHashMap<String, Object>();
        view.put("Id", image.id().toString());
        view.put("RepoTags", image.tags().stream().map(ImageReference::familiar).toList());
        view.put("RepoDigests", List.of());
        view.put("Parent", image.parent() == null ? "" : image.parent().toString());
        view.put("Comment", content.comment());
        view.put("Created", DockerJson.time(content.created()));
        view.put("DockerVersion", "");
        view.put("Author", content.author());
        view.put("Config", config(content.process()));
        view.put("Architecture", content.platform().architecture());
        view.put("Variant", content.platform().variant());
        view.put("Os", content.platform().os());
        view.put("Size", image.size());
        view.put("VirtualSize", image.size());
        view.put("GraphDriver", Map.of("Name", "overlay2", "Data", Map.of()));
        view.put(
                "RootFS",
                Map.of(
                        "Type",
                        "layers",
                        "Layers",
                        image.config().diffIds().stream().map(DiffId::toString).toList()));
        view.put("Metadata", Map.of("LastTagTime", DockerJson.time(image.stored())));
        return view;
    }

    private static Map<String, Object> config(ProcessDefaults process) {
        var view = new LinkedHashMap<String, Object>();
        view.put("User", process.user());
        view.put("ExposedPorts", emptyObjects(process.exposedPorts()));
        view.put("Env", process.env());
        view.put("Entrypoint", process.entrypoint().isEmpty() ? null : process.entrypoint());
        view.put("Cmd", process.cmd().isEmpty() ? null : process.cmd());
        view.put("Volumes", emptyObjects(process.volumes()));
        view.put("WorkingDir", process.workingDir());
        view.put("Labels", process.labels());
        view.put("OnBuild", process.onBuild().isEmpty() ? null : process.onBuild());
        view.put("StopSignal", process.stopSignal().isEmpty() ? null : process.stopSignal());
        view.put("Shell", process.shell().isEmpty() ? null : process.shell());
        return view;
    }

    private static Map<String, Object> emptyObjects(Collection<String> names) {
        var view = new LinkedHashMap<String, Object>();
        names.stream().sorted().forEach(name -> view.put(name, Map.of()));
        return view;
    }
}
