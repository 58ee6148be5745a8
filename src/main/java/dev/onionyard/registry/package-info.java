/// Speaks with registries: the OCI distribution specification 1.1, which is Docker's registry protocol v2. Knows
/// nothing
/// of what is stored here and keeps nothing but connections.
///
/// Start with [dev.onionyard.registry.RegistryClient] and [dev.onionyard.registry.RegistrySession].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "progress", "home", "oci"})
package dev.onionyard.registry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
