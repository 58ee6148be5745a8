package dev.onionyard.network;

import java.util.List;

/// A container's place in one bridge network while it runs.
///
/// @param id 64 hexadecimal digits, another for each run
/// @param interfaceName in the container
/// @param address the container's IPv4 address
/// @param aliases names that others of the network find it by, beside the container's own
public record Endpoint(
        String id, Network network, String interfaceName, String address, String mac, List<String> aliases) {

    public Endpoint {
        aliases = List.copyOf(aliases);
    }

    public int prefixLength() {
        return network.subnet() == null ? 0 : network.subnet().prefixLength();
    }

    /// The way out of the network, or empty for an internal one.
    public String gateway() {
        return network.settings().internal() || network.gateway() == null ? "" : network.gateway();
    }
}
