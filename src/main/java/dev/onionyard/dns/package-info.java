/// A small name server (RFC 1035) that answers inside network namespaces: names that its owner knows by itself, all
/// others by asking other servers. One thread serves all clients; nothing that a client sends makes it wait.
///
/// Start with [dev.onionyard.dns.NameServer].
@NullMarked
@ApplicationModule(allowedDependencies = {"error", "linux"})
package dev.onionyard.dns;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
