package dev.onionyard.network;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Chooses which of a container's networks leads to the world: as with Docker, the first by name that is not internal.
final class Outward {

    private Outward() {}

    static Optional<Endpoint> of(Collection<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(endpoint -> !endpoint.gateway().isEmpty())
                .min(Comparator.comparing(endpoint -> endpoint.network().name()));
    }
}
