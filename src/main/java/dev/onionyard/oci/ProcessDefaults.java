package dev.onionyard.oci;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an image says about the process to run: the `config` object of the image JSON (image-spec config.md).
///
/// @param env `NAME=value` strings, in order
/// @param exposedPorts `8080/tcp` and the like
/// @param volumes paths in the container
public record ProcessDefaults(
        String user,
        Set<String> exposedPorts,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        Set<String> volumes,
        String workingDir,
        Map<String, String> labels,
        String stopSignal,
        List<String> shell,
        List<String> onBuild,
        @Nullable HealthCheck healthCheck) {

    public static final ProcessDefaults NONE = new ProcessDefaults(
            "", Set.of(), List.of(), List.of(), List.of(), Set.of(), "", Map.of(), "", List.of(), List.of(), null);
}
