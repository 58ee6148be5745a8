/// Networks: bridges, addresses, published ports, names. The kernel's rules are a projection of its state.
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "event", "home", "audit", "linux"})
package dev.onionyard.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
