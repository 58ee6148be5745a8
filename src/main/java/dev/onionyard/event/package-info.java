/// What happens in the engine, in the shape of Docker's `/events`, and who asked for it.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.onionyard.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
