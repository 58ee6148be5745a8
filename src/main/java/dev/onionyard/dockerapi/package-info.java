/// The Docker Engine API over the engine socket and over TCP. Thin: every use case lives below, so `docker` and the
/// dashboard get the same behaviour, the same audit row and the same errors.
///
/// Start with [dev.onionyard.dockerapi.DockerApiFilter] and the routes in the `*Routes` classes.
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "error",
            "progress",
            "event",
            "home",
            "oci",
            "task",
            "audit",
            "account",
            "files",
            "layer",
            "image",
            "archive",
            "registry",
            "distribution",
            "container",
            "build",
            "volume",
            "network",
            "system"
        })
package dev.onionyard.dockerapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
