package dev.onionyard.runtime;

import java.nio.file.Path;
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

    public static OciMount tmpfs(String destination, boolean readOnly) {
        return new OciMount(
                destination,
                "tmpfs",
                "tmpfs",
                List.of("nosuid", "nodev", "noexec", "mode=1777", readOnly ? "ro" : "rw"));
    }
}
