package dev.onionyard.network;

import dev.onionyard.linux.NetfilterBatch;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The text of our nftables table: a projection of networks and leases.
///
/// Two maps hold the published ports, for all host addresses and for one; everything else is fixed by the networks.
final class Ruleset {

    private static final int TCP = 6;
    private static final int UDP = 17;

    private final InterfaceNames names;

    Ruleset(InterfaceNames names) {
        this.names = names;
    }

    /// The whole table, replacing what is there in one step.
    ///
    /// @param networks all bridge networks
    /// @param publications all published ports
    String whole(List<Network> networks, Collection<Publication> publications) {
        String anyBridge = "\"" + names.bridgePrefix() + "*\"";
        return """
                add table ip %1$s
                delete table ip %1$s
                table ip %1$s {
                  map ports {
                    type inet_proto . inet_service : ipv4_addr . inet_service
                  }
                  map bound_ports {
                    type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
                  }
                  # route_localnet lets 127.0.0.1:port reach containers; containers must not reach the host that way.
                  chain guard {
                    type filter hook prerouting priority -300; policy accept
                    iifname %2$s ip daddr 127.0.0.0/8 drop
                  }
                  chain publish {
                    dnat ip to ip daddr . meta l4proto . th dport map @bound_ports
                    dnat ip to meta l4proto . th dport map @ports
                  }
                  chain prerouting {
                    type nat hook prerouting priority -100; policy accept
                    fib daddr type local jump publish
                  }
                  chain output {
                    type nat hook output priority -100; policy accept
                    fib daddr type local jump publish
                  }
                  chain postrouting {
                    type nat hook postrouting priority 100; policy accept
                    ip saddr 127.0.0.0/8 oifname %2$s masquerade
                %3$s  }
                  chain forward {
                    type filter hook forward priority 0; policy accept
                %5$s    ct state established,related accept
                    ct status dnat accept
                %4$s    iifname %2$s oifname %2$s drop
                    iifname %2$s accept
                    oifname %2$s drop
                  }
                }
                """.formatted(names.table(), anyBridge, masquerades(networks), sameNetwork(networks), internal(networks))
                + elements(publications);
    }

    /// Publishes ports.
    void add(NetfilterBatch batch, Publication publication) {
        redirected(publication)
                .forEach(port -> batch.addElement(names.table(), map(port), key(port), target(publication, port)));
    }

    /// Undoes [#add]; the batch fails if an element is missing.
    void delete(NetfilterBatch batch, Publication publication) {
        redirected(publication).forEach(port -> batch.deleteElement(names.table(), map(port), key(port)));
    }

    private String elements(Collection<Publication> publications) {
        return publications.stream()
                .flatMap(publication -> redirected(publication).map(port -> element(publication, port)))
                .collect(Collectors.joining());
    }

    /// Ports on IPv6 addresses are relayed, not redirected.
    private static Stream<PublishedPort> redirected(Publication publication) {
        return publication.ports().stream().filter(port -> !port.onlyIpv6());
    }

    private String element(Publication publication, PublishedPort port) {
        String host = port.hostAddress().isEmpty() ? "" : port.hostAddress() + " . ";
        return "add element ip " + names.table() + " " + map(port) + " { " + host + port.protocol() + " . "
                + port.hostPort() + " : " + publication.address() + " . " + port.containerPort() + " }\n";
    }

    private static String map(PublishedPort port) {
        return port.hostAddress().isEmpty() ? "ports" : "bound_ports";
    }

    private static byte[] key(PublishedPort port) {
        byte protocol = (byte) (port.protocol().equals("tcp") ? TCP : UDP);
        boolean anyAddress = port.hostAddress().isEmpty();
        ByteBuffer key = ByteBuffer.allocate(anyAddress ? 8 : 12);
        if (!anyAddress) {
            key.putInt((int) Ipv4.parse(port.hostAddress()));
        }
        // Each field takes four bytes.
        return key.put(protocol)
                .position(key.position() + 3)
                .putShort((short) port.hostPort())
                .array();
    }

    private static byte[] target(Publication publication, PublishedPort port) {
        return ByteBuffer.allocate(8)
                .putInt((int) Ipv4.parse(publication.address()))
                .putShort((short) port.containerPort())
                .array();
    }

    /// Outward, containers borrow the host's address; and so they do towards a published port of their own network,
    /// or the answer would come from an address that they never asked.
    private static String masquerades(List<Network> networks) {
        return networks.stream()
                .map(network -> (borrowsAddress(network) ? """
                            ip saddr %1$s oifname != "%2$s" masquerade
                        """ : "").formatted(network.subnet(), network.bridge())
                        + """
                            ip saddr %1$s ip daddr %1$s ct status dnat masquerade
                        """.formatted(network.subnet()))
                .collect(Collectors.joining());
    }

    private static boolean borrowsAddress(Network network) {
        return !network.settings().internal() && NetworkOptions.of(network).masquerade();
    }

    private static String sameNetwork(List<Network> networks) {
        return networks.stream()
                .filter(network -> NetworkOptions.of(network).betweenContainers())
                .map(network -> "    iifname \"%1$s\" oifname \"%1$s\" accept\n".formatted(network.bridge()))
                .collect(Collectors.joining());
    }

    /// Nothing passes the border of an internal network, not even to published ports.
    private static String internal(List<Network> networks) {
        return networks.stream()
                .filter(network -> network.settings().internal())
                .map(network -> """
                            iifname "%1$s" oifname != "%1$s" drop
                            iifname != "%1$s" oifname "%1$s" drop
                        """.formatted(network.bridge()))
                .collect(Collectors.joining());
    }
}
