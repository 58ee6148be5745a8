/// Progress of long work, handed down as a listener. Knows no job and no HTTP.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.onionyard.progress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
