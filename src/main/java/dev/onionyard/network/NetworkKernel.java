package dev.onionyard.network;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.NetworkNamespace;
import dev.onionyard.linux.RootedDirectory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// The kernel's side of our networks: bridges, namespaces, rules. What should be there is asked of the rows whenever
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
    private final NetworkRepository networks;
    private final AttachmentRepository attachments;
    private boolean rulesBuilt;

    NetworkKernel(HomeDirectory home, NetworkRepository networks, AttachmentRepository attachments) {
        this.names = new InterfaceNames(home.path());
        this.host = new HostNetwork(names);
        this.ruleset = new Ruleset(names);
        this.namespaces = home.runDirectory("netns");
        this.networks = networks;
        this.attachments = attachments;
        this.firewall = new Firewall(names.table(), () -> ruleset.whole(bridges(), leases()));
    }

    @Override
    public void destroy() {
        List<Network> made = bridges().stream().filter(host::hasBridge).toList();
        if (!made.isEmpty() && attachments.count() == 0) {
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

    void isolate(String containerId) {
        HostNetwork.requireTools();
        host.isolate(namespace(containerId));
    }

    /// Connects a container whose lease is in the rows already.
    void connect(Network network, Lease lease) {
        HostNetwork.requireTools();
        makeBridge(network);
        host.connect(namespace(lease.containerId()), network, lease.address());
        firewall.change(batch -> ruleset.add(batch, lease));
    }

    /// Disconnects a container whose lease is no longer in the rows. Rules that cannot be removed now go when rules are
    /// built anew: a container must never be kept by its network.
    void disconnect(Lease lease) {
        try {
            firewall.change(batch -> ruleset.delete(batch, lease));
        } catch (UnavailableException e) {
            log.warn("Ports of {} stay published: {}", lease.shownContainer(), e.getMessage());
        }
        host.disconnect(namespace(lease.containerId()));
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

    /// Removes what belongs to a network that is no longer in the rows.
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
        return networks.findAll().stream()
                .map(NetworkEntity::toNetwork)
                .filter(network -> network.driver() == Network.Driver.BRIDGE)
                .toList();
    }

    private List<Lease> leases() {
        return attachments.findAll().stream().map(AttachmentEntity::toLease).toList();
    }
}
