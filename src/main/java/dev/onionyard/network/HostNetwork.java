package dev.onionyard.network;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.ChildProcess;
import dev.onionyard.linux.Executables;
import dev.onionyard.linux.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes bridges and links on the host by `ip -batch`.
final class HostNetwork {

    private static final Logger log = LoggerFactory.getLogger(HostNetwork.class);

    private static final Path INTERFACES = Path.of("/sys/class/net");
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4");
    private static final Map<String, String> PACKAGES = Map.of("ip", "iproute2", "nft", "nftables");
    private static final String USUAL_MTU = "1500";

    private final InterfaceNames names;

    HostNetwork(InterfaceNames names) {
        this.names = names;
    }

    /// @throws UnavailableException naming the package to install
    static void requireTools() {
        PACKAGES.forEach((program, packageName) -> {
            if (Executables.find(program).isEmpty()) {
                throw new UnavailableException("cannot connect containers: the program \"" + program
                        + "\" is missing; install the package " + packageName);
            }
        });
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
        String add = hasBridge(network) ? "" : "link add name " + bridge + " type bridge\n";
        // A fixed hardware address: otherwise the bridge takes another whenever containers come and go.
        ip(add + "link set dev " + bridge + " address " + AddressPool.mac(gateway) + "\naddr replace " + gateway + "/"
                + prefix + " dev " + bridge + "\nlink set dev " + bridge + " up\n");
        set("conf/" + bridge + "/route_localnet", "1");
        set("ip_forward", "1");
        ForeignFirewall.letPass(names.bridgePrefix());
    }

    void removeBridge(Network network) {
        if (hasBridge(network)) {
            ip("link del dev " + network.bridge() + "\n");
        }
    }

    /// Makes a namespace that has only a loopback interface.
    void isolate(Path netns) {
        inside(NetworkNamespace.create(netns), "link set dev lo up\n");
    }

    /// Makes a namespace whose `eth0` is linked to the network's bridge.
    void connect(Path netns, Network network, String address) {
        String link = names.link();
        int prefix = Objects.requireNonNull(network.subnet()).prefixLength();
        String mtu = mtu();
        NetworkNamespace namespace = NetworkNamespace.create(netns);
        // Hairpin: a container reaches its own published port through the bridge it came from.
        ip("""
                link add name %1$s mtu %5$s type veth peer name eth0 address %2$s mtu %5$s netns %3$s
                link set dev %1$s master %4$s
                link set dev %1$s type bridge_slave hairpin on
                link set dev %1$s up
                """.formatted(link, AddressPool.mac(address), netns, network.bridge(), mtu));
        inside(namespace, """
                link set dev lo up
                addr add %1$s/%2$d dev eth0
                link set dev eth0 up
                route add default via %3$s
                """.formatted(address, prefix, network.gateway()));
    }

    void disconnect(Path netns) {
        NetworkNamespace.remove(netns);
    }

    private static void inside(NetworkNamespace namespace, String batch) {
        namespace.command("ip", "-batch", "-").input(batch).output();
    }

    private static void ip(String batch) {
        ChildProcess.of("ip", "-batch", "-").input(batch).output();
    }

    /// Packets larger than the host can send would only be broken up or lost.
    private static String mtu() {
        Optional<String> device = HostRoutes.read().defaultDevice();
        try {
            return device.isPresent()
                    ? Files.readString(INTERFACES.resolve(device.get()).resolve("mtu"))
                            .strip()
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
