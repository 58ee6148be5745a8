package dev.onionyard.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How a container is connected while it runs.
///
/// @param netnsPath the network namespace to run it in; empty for the host's own
/// @param endpoints its places in bridge networks, in the order of its interfaces
/// @param ports as published, host ports filled in
public record Attachment(Member member, Optional<Path> netnsPath, List<Endpoint> endpoints, List<PublishedPort> ports) {

    public Attachment {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    public String containerId() {
        return member.id();
    }

    /// The endpoint whose gateway is the container's way out, and where its published ports lead.
    public Optional<Endpoint> outward() {
        return Outward.of(endpoints);
    }

    public Optional<Endpoint> in(Network network) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.network().id().equals(network.id()))
                .findFirst();
    }

    /// Whether the container asks our name server: it does in any network that has names.
    public boolean hasNames() {
        return endpoints.stream().anyMatch(endpoint -> endpoint.network().hasNames());
    }
}
