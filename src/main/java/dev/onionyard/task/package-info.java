/// Jobs: work that takes longer than a page may. Submitted once, followed by any number of watchers, cancelled on
/// request, and still listed after its owner left the page or the server was restarted. Start with [Jobs].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "event", "progress"})
package dev.onionyard.task;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
