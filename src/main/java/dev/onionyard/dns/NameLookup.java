package dev.onionyard.dns;

import java.util.List;
import java.util.Optional;

/// The names that a server knows by itself, as each client sees them. Asked on the server's thread: it must not wait.
public interface NameLookup {

    /// The IPv4 addresses of a name.
    ///
    /// @param name in lower case, without a dot at its end
    /// @return empty if the name is none of ours
    Optional<List<String>> addresses(String client, String name);

    /// The name of an IPv4 address, for reverse lookups.
    Optional<String> name(String client, String address);
}
