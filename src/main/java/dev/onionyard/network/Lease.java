package dev.onionyard.network;

import java.util.List;

/// What a container has been given of a network.
///
/// @param address in the network's subnet, or empty
/// @param ports host ports filled in
record Lease(String containerId, String networkId, String hostname, String address, List<PublishedPort> ports) {

    Lease {
        ports = List.copyOf(ports);
    }

    /// The container as people know it, for messages.
    String shownContainer() {
        return "container \"" + hostname + "\" (" + containerId.substring(0, Math.min(12, containerId.length())) + ")";
    }
}
