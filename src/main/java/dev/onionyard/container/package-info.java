/// Containers: create, start, stop, enter, logs, stats, files, commit. Brings the image, its snapshot, the
/// network and the runtime together; the runtime's own files are the truth about what runs.
///
/// Start with [dev.onionyard.container.Containers] and [dev.onionyard.container.ContainerLifecycle].
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "error",
            "progress",
            "event",
            "home",
            "oci",
            "tar",
            "linux",
            "files",
            "audit",
            "snapshot",
            "runtime",
            "volume",
            "network",
            "layer",
            "image"
        })
package dev.onionyard.container;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
