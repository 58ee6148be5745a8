/// Images to and from registries: pull and push, looking at images that are still there, and the registries
/// that people know and are signed in to.
///
/// Start with [dev.onionyard.distribution.ImageTransfers], [dev.onionyard.distribution.RemoteImages] and
/// [dev.onionyard.distribution.Registries].
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "error",
            "progress",
            "event",
            "home",
            "oci",
            "linux",
            "audit",
            "registry",
            "layer",
            "image"
        })
package dev.onionyard.distribution;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
