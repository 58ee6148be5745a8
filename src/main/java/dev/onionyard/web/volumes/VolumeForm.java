package dev.onionyard.web.volumes;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.Volumes;
import java.util.LinkedHashMap;
import java.util.Map;

/// What stands in the form for a new volume, as text.
///
/// @param kind `directory`, `tmpfs` or `bind`
/// @param device folder of the host, for `bind`
/// @param size for `tmpfs`, `100m`
/// @param labels `name=value`, a line each
record VolumeForm(String name, String kind, String device, String size, String labels) {

    static final VolumeForm EMPTY = new VolumeForm("", "directory", "", "", "");

    /// The form as it was sent.
    static VolumeForm of(Map<String, String> sent) {
        return new VolumeForm(
                sent.getOrDefault("name", ""),
                sent.getOrDefault("kind", "directory"),
                sent.getOrDefault("device", ""),
                sent.getOrDefault("size", ""),
                sent.getOrDefault("labels", ""));
    }

    Volume create(Volumes volumes) {
        if (volumes.find(name.strip()).isPresent()) {
            throw new InvalidInputException("a volume of the name \"" + name.strip() + "\" is there already");
        }
        return volumes.create(name.strip(), labelMap(), options());
    }

    private Map<String, String> options() {
        return switch (kind) {
            case "tmpfs" ->
                size.isBlank() ? Map.of("type", "tmpfs") : Map.of("type", "tmpfs", "o", "size=" + size.strip());
            case "bind" -> Map.of("type", "none", "o", "bind", "device", device.strip());
            default -> Map.of();
        };
    }

    private Map<String, String> labelMap() {
        var pairs = new LinkedHashMap<String, String>();
        labels.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int equals = line.indexOf('=');
            pairs.put(equals < 0 ? line : line.substring(0, equals), equals < 0 ? "" : line.substring(equals + 1));
        });
        return pairs;
    }

    /// The field that a refusal is about.
    static String fieldOf(EngineException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.contains("device") || message.contains("failed to mount")) {
            return "device";
        }
        return message.contains("volume option") || message.contains("mount on") ? "size" : "name";
    }
}
