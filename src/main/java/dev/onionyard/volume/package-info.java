/// Named volumes: directories that outlive containers.
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "event", "home", "audit", "linux", "files"})
package dev.onionyard.volume;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
