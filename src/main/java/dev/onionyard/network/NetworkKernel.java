package dev.onionyard.network;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.NetworkNamespace;
import dev.onionyard.linux.RootedDirectory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The kernel's side of our networks: bridges, namespaces, rules. What should be there is asked of the rows whenever
/// rules are built anew.
@Component
class NetworkKernel {

    private static final Logger log = LoggerFactory.getLogger(NetworkKernel.class);

    private final InterfaceNames names;
    private final HostNetwork host;
    private final Ruleset ruleset;
    private final Firewall firewall;
    private final Path namespaces;

    NetworkKernel(HomeDirectory home, NetworkRepository networks, AttachmentRepository attachments) {
        this.names = new InterfaceNames(home.path());
        this.host = new HostNetwork(names);
        this.ruleset = new Ruleset(names);
        this.namespaces = home.runDirectory("netns");
        this.firewall = new Firewall(
                names.table(),
                () -> ruleset.whole(
                        networks.findAll().stream()
                                .map(NetworkEntity::toNetwork)
                                .filter(network -> network.driver() == Network.Driver.BRIDGE)
                                .toList(),
                        attachments.findAll().stream()
                                .map(AttachmentEntity::toLease)
                                .toList()));
    }

    InterfaceNames names() {
        return names;
    }

    Path namespace(String containerId) {
        return namespaces.resolve(containerId);
    }

    void isolate(String containerId) {
        HostNetwork.requireTools();
        host.isolate(namespace(containerId));
    }

    /// Connects a container whose lease is in the rows already.
    void connect(Network network, Lease lease) {
        HostNetwork.requireTools();
        makeBridge(network);
        host.connect(namespace(lease.containerId()), network, lease.address());
        firewall.change(ruleset.add(List.of(lease)));
    }

    /// Disconnects a container whose lease is no longer in the rows. Rules that cannot be removed now go when rules are
    /// built anew: a container must never be kept by its network.
    void disconnect(Lease lease) {
        try {
            firewall.change(ruleset.delete(List.of(lease)));
        } catch (UnavailableException e) {
            log.warn("Ports of {} stay published: {}", lease.shownContainer(), e.getMessage());
        }
        host.disconnect(namespace(lease.containerId()));
    }

    /// Makes the bridges of `networks` and the whole ruleset; removes namespaces of others than `containerIds`.
    void restore(Collection<Network> networks, Set<String> containerIds) {
        try (var directory = RootedDirectory.open(namespaces)) {
            directory.list("").stream()
                    .map(DirectoryEntry::name)
                    .filter(name -> !containerIds.contains(name))
                    .forEach(name -> NetworkNamespace.remove(namespaces.resolve(name)));
        }
        networks.forEach(host::makeBridge);
        firewall.rebuild();
    }

    /// Removes what belongs to a network that is no longer in the rows.
    void removeNetwork(Network network) {
        if (host.hasBridge(network)) {
            firewall.rebuild();
            host.removeBridge(network);
        }
    }

    /// Removes the rules of this server.
    void removeRules() {
        firewall.remove();
    }

    private synchronized void makeBridge(Network network) {
        if (!host.hasBridge(network)) {
            host.makeBridge(network);
            firewall.rebuild();
        }
    }
}
