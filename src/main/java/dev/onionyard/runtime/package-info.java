/// Runs containers by conmon and an OCI runtime: bundles, create, start, attach, exec, exit. Knows no images.
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "home", "linux"})
package dev.onionyard.runtime;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
