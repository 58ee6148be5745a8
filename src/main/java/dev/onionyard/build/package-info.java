/// Dockerfile to image: contexts, stages, steps, the build cache, and the record of every build.
///
/// Start with [dev.onionyard.build.Builds]; how a build goes is in `BuildRun`, `StageRun` and the `*Step` classes.
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
            "dockerfile",
            "task",
            "audit",
            "registry",
            "snapshot",
            "runtime",
            "network",
            "layer",
            "image",
            "distribution",
            "container"
        })
package dev.onionyard.build;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
