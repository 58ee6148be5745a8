/// Networks: bridges, addresses, published ports, names. The kernel's rules are a projection of its state.
///
/// Start with [dev.onionyard.network.NetworkAttachments].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "event", "home", "audit", "linux", "dns"})
package dev.onionyard.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
