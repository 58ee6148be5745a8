package dev.onionyard.network;

import dev.onionyard.dns.NameLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// What names mean inside networks of one's own: a container's name, the beginning of its id, its host name and its
/// aliases in that network, each also with the network's name after a dot; and the links of the container that asks.
@Component
class ContainerNames implements NameLookup {

    private final LeaseTable leases;
    private final NetworkTable networks;

    ContainerNames(LeaseTable leases, NetworkTable networks) {
        this.leases = leases;
        this.networks = networks;
    }

    @Override
    public Optional<List<String>> addresses(String client, String name) {
        Optional<Lease> asker = leases.find(client);
        if (asker.isEmpty()) {
            return Optional.empty();
        }
        String wanted = linked(asker.get().member(), name);
        var found = new ArrayList<String>();
        named(asker.get()).forEach(network -> {
            String suffix = "." + network.name().toLowerCase(Locale.ROOT);
            String bare = wanted.endsWith(suffix) ? wanted.substring(0, wanted.length() - suffix.length()) : wanted;
            leases.all().stream()
                    .filter(lease -> answersTo(lease, network, wanted) || answersTo(lease, network, bare))
                    .flatMap(lease -> lease.find(network.id()).stream())
                    .map(Lease.Place::address)
                    .forEach(found::add);
        });
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    @Override
    public Optional<String> name(String client, String address) {
        return leases.find(client).stream()
                .flatMap(this::named)
                .flatMap(network -> leases.all().stream()
                        .filter(lease -> lease.find(network.id())
                                .filter(place -> place.address().equals(address))
                                .isPresent())
                        .map(lease -> lease.member().name() + "." + network.name()))
                .findFirst();
    }

    /// Container that a link of the asking container means, else the name itself.
    private static String linked(Member asker, String name) {
        return asker.links().stream()
                .filter(link -> link.toLowerCase(Locale.ROOT).endsWith(":" + name))
                .map(link -> link.substring(0, link.indexOf(':')).toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse(name);
    }

    private Stream<Network> named(Lease lease) {
        return lease.places().stream()
                .flatMap(place -> networks.findById(place.networkId()).stream())
                .filter(Network::hasNames);
    }

    private static boolean answersTo(Lease lease, Network network, String name) {
        Member member = lease.member();
        return lease.find(network.id())
                .filter(place -> Stream.concat(
                                Stream.of(member.name(), member.shortId(), member.hostname()), place.aliases().stream())
                        .anyMatch(name::equalsIgnoreCase))
                .isPresent();
    }
}
