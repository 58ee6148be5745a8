package dev.onionyard.archive;

import dev.onionyard.layer.Layer;
import dev.onionyard.oci.ImageReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Lays images out as a docker-archive: `manifest.json`, then the configurations, then each layer once.
/// dockerd, podman, skopeo and what reads `docker save` take it.
final class DockerArchiveLayout {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private DockerArchiveLayout() {}

    static List<BackupPart> parts(List<BackupImage> images) {
        Map<String, BackupPart> parts = new LinkedHashMap<>();
        var manifest = new ArrayList<Map<String, Object>>();
        for (BackupImage image : images) {
            manifest.add(entry(image));
            add(
                    parts,
                    new BackupPart.Bytes(
                            configPath(image), image.image().config().json()));
        }
        images.stream()
                .flatMap(image -> image.layers().stream())
                .forEach(layer -> add(parts, new BackupPart.LayerTar(layerPath(layer), layer)));
        var all = new ArrayList<BackupPart>();
        all.add(new BackupPart.Bytes(DockerManifest.PATH, MAPPER.writeValueAsBytes(manifest)));
        all.addAll(parts.values());
        return all;
    }

    private static Map<String, Object> entry(BackupImage image) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("Config", configPath(image));
        entry.put(
                "RepoTags", image.tags().stream().map(ImageReference::familiar).toList());
        entry.put(
                "Layers",
                image.layers().stream().map(DockerArchiveLayout::layerPath).toList());
        return entry;
    }

    private static void add(Map<String, BackupPart> parts, BackupPart part) {
        parts.putIfAbsent(part.path(), part);
    }

    private static String configPath(BackupImage image) {
        return image.image().id().digest().hex() + ".json";
    }

    private static String layerPath(Layer layer) {
        return layer.diffId().digest().hex() + ".tar";
    }
}
