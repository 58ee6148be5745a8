/// Facts about the engine and its host: kernel, whether containers can run, what takes disk.
///
/// Start with [dev.onionyard.system.RuntimeReadiness] and [dev.onionyard.system.DiskUsage].
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "error",
            "event",
            "home",
            "oci",
            "linux",
            "image",
            "layer",
            "container",
            "volume",
            "network",
            "runtime"
        })
package dev.onionyard.system;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
