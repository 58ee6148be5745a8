package dev.onionyard.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a running container has been given.
///
/// @param isolated it has a namespace of its own; false only in the host's network
/// @param ports host ports filled in
record Lease(Member member, boolean isolated, List<Place> places, List<PublishedPort> ports) {

    /// A place in a network; an [Endpoint] as it is written down.
    record Place(
            String endpointId,
            String networkId,
            String interfaceName,
            String address,
            String mac,
            List<String> aliases) {
        Place {
            aliases = List.copyOf(aliases);
        }
    }

    Lease {
        places = List.copyOf(places);
        ports = List.copyOf(ports);
    }

    String containerId() {
        return member.id();
    }

    boolean in(String networkId) {
        return find(networkId).isPresent();
    }

    Optional<Place> find(String networkId) {
        return places.stream()
                .filter(place -> place.networkId().equals(networkId))
                .findFirst();
    }

    Lease with(Place place) {
        var more = new ArrayList<>(places);
        more.add(place);
        return new Lease(member, isolated, more, ports);
    }

    Lease without(String networkId) {
        return new Lease(
                member,
                isolated,
                places.stream()
                        .filter(place -> !place.networkId().equals(networkId))
                        .toList(),
                ports);
    }

    Lease withMember(Member other) {
        return new Lease(other, isolated, places, ports);
    }

    /// A name that no interface of the container has: `eth0`, `eth1`.
    String freeInterface() {
        for (int number = 0; ; number++) {
            String name = "eth" + number;
            if (places.stream().noneMatch(place -> place.interfaceName().equals(name))) {
                return name;
            }
        }
    }
}
