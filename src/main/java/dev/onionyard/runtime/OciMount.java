package dev.onionyard.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A mount inside a container (runtime-spec config.md, Mounts).
///
/// @param destination absolute path in the container; the runtime resolves it inside the root
/// @param options as `mount(8)` takes them
public record OciMount(String destination, String type, String source, List<String> options) {

    public OciMount {
        options = List.copyOf(options);
    }

    /// A file or directory of the host. Mounts below it are seen too; later ones do not travel.
    public static OciMount bind(Path source, String destination, boolean readOnly) {
        return new OciMount(
                destination, "bind", source.toString(), List.of("rbind", "rprivate", readOnly ? "ro" : "rw"));
    }

    /// As [#bind], with other rules for mounts below it.
    ///
    /// @param propagation `rprivate`, `rshared`, `slave` and so on (mount_namespaces(7))
    /// @param recursive whether mounts below it are seen too
    public static OciMount bind(
            Path source, String destination, boolean readOnly, String propagation, boolean recursive) {
        return new OciMount(
                destination,
                "bind",
                source.toString(),
                List.of(recursive ? "rbind" : "bind", propagation, readOnly ? "ro" : "rw"));
    }

    /// @param options after Docker's own, which they may overrule
    public static OciMount tmpfs(String destination, List<String> options) {
        var all = new ArrayList<>(List.of("nosuid", "nodev", "noexec"));
        options.forEach(option -> {
            all.remove("no" + option);
            all.add(option);
        });
        return new OciMount(destination, "tmpfs", "tmpfs", all);
    }
}
