package dev.onionyard.network;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.Executables;
import dev.onionyard.linux.NetworkLinks;
import dev.onionyard.linux.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes bridges and links on the host.
final class HostNetwork {

    private static final Logger log = LoggerFactory.getLogger(HostNetwork.class);

    private static final Path INTERFACES = Path.of("/sys/class/net");
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
        return Files.exists(INTERFACES.resolve(network.bridge()));
    }

    /// Makes a network's bridge with the gateway's address, and lets the host forward for it.
    void makeBridge(Network network) {
        String bridge = network.bridge();
        Subnet subnet = Objects.requireNonNull(network.subnet());
        if (HostRoutes.read().overlaps(subnet, bridge)) {
            log.warn("Network \"{}\" ({}) overlaps a route of the host: one hides the other", network.name(), subnet);
        }
        String gateway = Objects.requireNonNull(network.gateway());
        int prefix = subnet.prefixLength();
        try (var links = NetworkLinks.open()) {
            if (!hasBridge(network)) {
                links.makeBridge(bridge);
            }
            // A fixed hardware address: otherwise the bridge takes another whenever containers come and go.
            links.setMac(bridge, AddressPool.mac(gateway));
            links.addAddress(bridge, gateway, prefix);
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

    /// Makes a namespace that has only a loopback interface.
    void isolate(Path netns) {
        try (NetworkLinks inside = NetworkNamespace.create(netns, NetworkLinks::open)) {
            inside.loopbackUp();
        }
    }

    /// Makes a namespace whose `eth0` is linked to the network's bridge.
    void connect(Path netns, Network network, String address) {
        int prefix = Objects.requireNonNull(network.subnet()).prefixLength();
        String gateway = Objects.requireNonNull(network.gateway());
        var pair = new NetworkLinks.Pair(names.link(), network.bridge(), "eth0", AddressPool.mac(address), mtu());
        try (NetworkLinks inside = NetworkNamespace.create(netns, NetworkLinks::open);
                NetworkLinks outside = NetworkLinks.open()) {
            outside.makePair(pair, netns);
            inside.loopbackUp();
            inside.addAddress("eth0", address, prefix);
            inside.up("eth0");
            inside.setDefaultRoute("eth0", gateway);
        }
    }

    void disconnect(Path netns) {
        NetworkNamespace.remove(netns);
    }

    /// Packets larger than the host can send would only be broken up or lost.
    private static int mtu() {
        Optional<String> device = HostRoutes.read().defaultDevice();
        try {
            return device.isPresent()
                    ? Integer.parseInt(
                            Files.readString(INTERFACES.resolve(device.get()).resolve("mtu"))
                                    .strip())
                    : USUAL_MTU;
        } catch (IOException e) {
            log.debug("No MTU of {}", device, e);
            return USUAL_MTU;
        }
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
