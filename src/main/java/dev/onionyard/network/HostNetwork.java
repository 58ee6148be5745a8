package dev.onionyard.network;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.Executables;
import dev.onionyard.linux.NetworkLinks;
import dev.onionyard.linux.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes bridges and links on the host. The kernel is asked by netlink and not by `/sys/class/net`, which shows the
/// namespace of whoever mounted it.
final class HostNetwork {

    private static final Logger log = LoggerFactory.getLogger(HostNetwork.class);

    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4");
    private static final int USUAL_MTU = 1500;

    private final InterfaceNames names;

    HostNetwork(InterfaceNames names) {
        this.names = names;
    }

    /// @throws UnavailableException naming the package to install
    static void requireTools() {
        if (Executables.find("nft").isEmpty()) {
            throw new UnavailableException(
                    "cannot connect containers: the program \"nft\" is missing; install the package nftables");
        }
    }

    boolean hasBridge(Network network) {
        try (var links = NetworkLinks.open()) {
            return links.exists(network.bridge());
        }
    }

    /// Makes a network's bridge with the gateway's address, and lets the host forward for it.
    void makeBridge(Network network) {
        String bridge = network.bridge();
        Subnet subnet = Objects.requireNonNull(network.subnet());
        if (HostRoutes.read().overlaps(subnet, bridge)) {
            log.warn("Network \"{}\" ({}) overlaps a route of the host: one hides the other", network.name(), subnet);
        }
        String gateway = Objects.requireNonNull(network.gateway());
        try (var links = NetworkLinks.open()) {
            if (!links.exists(bridge)) {
                links.makeBridge(bridge);
            }
            // A fixed hardware address: otherwise the bridge takes another whenever containers come and go.
            links.setMac(bridge, AddressPool.mac(gateway));
            links.addAddress(bridge, gateway, subnet.prefixLength());
            links.setMtu(bridge, mtu(links, network));
            links.up(bridge);
        }
        set("conf/" + bridge + "/route_localnet", "1");
        set("ip_forward", "1");
        ForeignFirewall.letPass(names.bridgePrefix());
    }

    void removeBridge(Network network) {
        try (var links = NetworkLinks.open()) {
            links.remove(network.bridge());
        }
    }

    /// Makes a namespace with a loopback interface and a link to the bridge of each endpoint.
    void connect(Path netns, List<Endpoint> endpoints) {
        try (NetworkLinks inside = NetworkNamespace.create(netns, NetworkLinks::open);
                NetworkLinks outside = NetworkLinks.open()) {
            inside.loopbackUp();
            endpoints.forEach(endpoint -> link(netns, inside, outside, endpoint));
            Outward.of(endpoints).ifPresent(way -> inside.setDefaultRoute(way.interfaceName(), way.gateway()));
        }
    }

    /// Links a namespace that is there to the bridge of one endpoint more.
    void join(Path netns, Endpoint endpoint) {
        try (NetworkLinks inside = NetworkNamespace.at(netns).call(NetworkLinks::open);
                NetworkLinks outside = NetworkLinks.open()) {
            link(netns, inside, outside, endpoint);
        }
    }

    /// Undoes [#join]; does nothing if the link or the namespace is gone.
    void leave(Path netns, Endpoint endpoint) {
        if (Files.exists(netns)) {
            try (NetworkLinks inside = NetworkNamespace.at(netns).call(NetworkLinks::open)) {
                inside.remove(endpoint.interfaceName());
            }
        }
    }

    /// Lets a namespace's default route lead through one of its endpoints, or nowhere.
    void route(Path netns, Optional<Endpoint> outward) {
        try (NetworkLinks inside = NetworkNamespace.at(netns).call(NetworkLinks::open)) {
            if (outward.isPresent()) {
                inside.setDefaultRoute(
                        outward.get().interfaceName(), outward.get().gateway());
            } else {
                inside.removeDefaultRoute();
            }
        }
    }

    /// Removes a namespace and its links. The links first: the kernel takes the namespace away some time later, and
    /// until then they would answer for addresses that others may have by now.
    void disconnect(Path netns, List<Endpoint> endpoints) {
        if (Files.exists(netns) && !endpoints.isEmpty()) {
            removeLinks(netns, endpoints);
        }
        NetworkNamespace.remove(netns);
    }

    private static void removeLinks(Path netns, List<Endpoint> endpoints) {
        try (NetworkLinks inside = NetworkNamespace.at(netns).call(NetworkLinks::open)) {
            endpoints.forEach(endpoint -> inside.remove(endpoint.interfaceName()));
        } catch (EngineException e) {
            log.debug("Links of {} go with their namespace", netns, e);
        }
    }

    private void link(Path netns, NetworkLinks inside, NetworkLinks outside, Endpoint endpoint) {
        Network network = endpoint.network();
        String name = endpoint.interfaceName();
        outside.makePair(
                new NetworkLinks.Pair(
                        names.link(),
                        network.bridge(),
                        !NetworkOptions.of(network).betweenContainers(),
                        name,
                        endpoint.mac(),
                        mtu(outside, network)),
                netns);
        inside.addAddress(name, endpoint.address(), endpoint.prefixLength());
        inside.up(name);
    }

    /// Packets larger than the host can send would only be broken up or lost.
    private static int mtu(NetworkLinks links, Network network) {
        int chosen = NetworkOptions.of(network).mtu();
        return chosen > 0
                ? chosen
                : HostRoutes.read().defaultDevice().map(links::mtu).orElse(USUAL_MTU);
    }

    private static void set(String setting, String value) {
        Path file = SETTINGS.resolve(setting);
        try {
            if (!Files.readString(file).strip().equals(value)) {
                Files.writeString(file, value);
            }
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot set net.ipv4." + setting.replace('/', '.') + " to " + value + ": " + e.getMessage(), e);
        }
    }
}
