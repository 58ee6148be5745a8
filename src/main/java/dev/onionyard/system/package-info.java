/// Facts about the engine and its host: kernel, storage, disk usage.
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "error",
            "event",
            "home",
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
