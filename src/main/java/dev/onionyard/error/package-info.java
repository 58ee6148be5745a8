/// The five ways in which the engine can fail. Each surface (dashboard, Docker API) translates them in one place.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.onionyard.error;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
