package dev.onionyard.network;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.NetworkNamespace;
import dev.onionyard.linux.RootedDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// The kernel's side of our networks: bridges, namespaces, rules. What should be there is asked of the tables whenever
/// rules are built anew. A server that stops while containers run leaves all in place for them, else it takes its
/// bridges and rules away.
@Component
class NetworkKernel implements DisposableBean {

    private static final Pattern CONTAINER_ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]*");

    private static final Logger log = LoggerFactory.getLogger(NetworkKernel.class);

    private final InterfaceNames names;
    private final HostNetwork host;
    private final Ruleset ruleset;
    private final Firewall firewall;
    private final Path namespaces;
    private final NetworkTable networks;
    private final LeaseTable leases;
    private boolean rulesBuilt;

    NetworkKernel(HomeDirectory home, NetworkTable networks, LeaseTable leases) {
        this.names = new InterfaceNames(home.id());
        this.host = new HostNetwork(names);
        this.ruleset = new Ruleset(names);
        this.namespaces = home.runDirectory("netns");
        this.networks = networks;
        this.leases = leases;
        this.firewall = new Firewall(names.table(), () -> ruleset.whole(bridges(), publications()));
    }

    @Override
    public void destroy() {
        if (!leases.isEmpty()) {
            return;
        }
        List<Network> made = bridges().stream().filter(host::hasBridge).toList();
        if (!made.isEmpty()) {
            firewall.remove();
            made.forEach(host::removeBridge);
        }
    }

    InterfaceNames names() {
        return names;
    }

    Path namespace(String containerId) {
        if (!CONTAINER_ID.matcher(containerId).matches()) {
            throw new InvalidInputException("cannot connect container \"" + containerId
                    + "\": its id must be letters, digits, hyphens and underscores");
        }
        return namespaces.resolve(containerId);
    }

    /// The places of a lease whose networks are still there.
    List<Endpoint> endpoints(Lease lease) {
        return lease.places().stream()
                .flatMap(place -> networks.findById(place.networkId()).stream()
                        .map(network -> new Endpoint(
                                place.endpointId(),
                                network,
                                place.interfaceName(),
                                place.address(),
                                place.mac(),
                                place.aliases())))
                .toList();
    }

    /// Connects a container whose lease is in the table already.
    void connect(Lease lease) {
        HostNetwork.requireTools();
        List<Endpoint> endpoints = endpoints(lease);
        endpoints.forEach(endpoint -> makeBridge(endpoint.network()));
        host.connect(namespace(lease.containerId()), endpoints);
        publication(lease).ifPresent(ports -> firewall.change(batch -> ruleset.add(batch, ports)));
    }

    /// Connects a running container to one network more.
    ///
    /// @param before its lease as it was
    /// @param after its lease with the endpoint, in the table already
    /// @param pid whose namespace it has, if it is not known yet
    void join(Lease before, Lease after, Endpoint endpoint, int pid) {
        HostNetwork.requireTools();
        Path netns = namespace(after.containerId());
        if (!Files.exists(netns)) {
            NetworkNamespace.adopt(pid, netns);
        }
        makeBridge(endpoint.network());
        host.join(netns, endpoint);
        redirect(netns, before, after);
    }

    /// Takes a running container out of a network.
    void leave(Lease before, Lease after, Endpoint endpoint) {
        Path netns = namespace(after.containerId());
        host.leave(netns, endpoint);
        redirect(netns, before, after);
    }

    private void redirect(Path netns, Lease before, Lease after) {
        host.route(netns, Outward.of(endpoints(after)));
        Optional<Publication> old = publication(before);
        Optional<Publication> now = publication(after);
        if (!old.equals(now)) {
            firewall.change(batch -> {
                old.ifPresent(ports -> ruleset.delete(batch, ports));
                now.ifPresent(ports -> ruleset.add(batch, ports));
            });
        }
    }

    /// Disconnects a container whose lease is no longer in the table. Rules that cannot be removed now go when rules
    /// are built anew: a container must never be kept by its network.
    void disconnect(Lease lease) {
        try {
            publication(lease).ifPresent(ports -> firewall.change(batch -> ruleset.delete(batch, ports)));
        } catch (UnavailableException e) {
            log.warn("Ports of {} stay published: {}", lease.member().shown(), e.getMessage());
        }
        host.disconnect(namespace(lease.containerId()), endpoints(lease));
    }

    /// Makes the bridges that are `used` and the whole ruleset; removes namespaces of others than `containerIds`.
    void restore(Collection<Network> used, Set<String> containerIds) {
        try (var directory = RootedDirectory.open(namespaces)) {
            directory.list("").stream()
                    .map(DirectoryEntry::name)
                    .filter(name -> !containerIds.contains(name))
                    .forEach(name -> NetworkNamespace.remove(namespaces.resolve(name)));
        }
        used.forEach(host::makeBridge);
        if (used.isEmpty()) {
            firewall.remove();
        } else {
            buildRules();
        }
    }

    /// Removes what belongs to a network that is no longer in the table.
    void removeNetwork(Network network) {
        if (host.hasBridge(network)) {
            buildRules();
            host.removeBridge(network);
        }
    }

    private synchronized void makeBridge(Network network) {
        boolean missing = !host.hasBridge(network);
        if (missing) {
            host.makeBridge(network);
        }
        if (missing || !rulesBuilt) {
            buildRules();
        }
    }

    private synchronized void buildRules() {
        firewall.rebuild();
        rulesBuilt = true;
    }

    private List<Network> bridges() {
        return networks.all().stream()
                .filter(network -> network.driver() == Network.Driver.BRIDGE)
                .toList();
    }

    private List<Publication> publications() {
        return leases.all().stream()
                .map(this::publication)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Publication> publication(Lease lease) {
        return lease.ports().isEmpty()
                ? Optional.empty()
                : Outward.of(endpoints(lease)).map(way -> new Publication(way.address(), lease.ports()));
    }
}
