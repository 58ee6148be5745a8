package dev.onionyard.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How a container is connected while it runs.
///
/// @param netnsPath the network namespace to run it in; empty for the host's own
/// @param address the container's IPv4 address, or empty (`none`, `host`)
/// @param prefixLength of the subnet, or 0
/// @param gateway the default route, or empty
/// @param mac hardware address, or empty
/// @param ports as published, host ports filled in
public record Attachment(
        String containerId,
        Network network,
        Optional<Path> netnsPath,
        String address,
        int prefixLength,
        String gateway,
        String mac,
        List<PublishedPort> ports) {

    public Attachment {
        ports = List.copyOf(ports);
    }
}
