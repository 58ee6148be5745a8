package dev.onionyard.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/// A directory that outlives containers.
///
/// @param data the directory that is mounted into containers
/// @param anonymous made for one container that gave it no name
/// @param options of the driver, see [VolumeOptions]; empty for an ordinary directory
public record Volume(
        String name,
        Path data,
        Map<String, String> labels,
        Instant created,
        boolean anonymous,
        Map<String, String> options) {

    public Volume {
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }

    /// An ordinary directory.
    public Volume(String name, Path data, Map<String, String> labels, Instant created, boolean anonymous) {
        this(name, data, labels, created, anonymous, Map.of());
    }
}
