package dev.onionyard.network;

import dev.onionyard.error.ConflictException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps published ports bound on the host while they are published. So the kernel tells whether a port is free, picks
/// free ones, and keeps other programs (and other servers like this one) from taking them.
///
/// The firewall redirects what comes by IPv4 before it reaches these sockets. What comes by IPv6 does reach them, and
/// [PortRelay] carries it on.
final class PortReservations {

    private static final Logger log = LoggerFactory.getLogger(PortReservations.class);

    private final Map<String, List<NetworkChannel>> byContainer = new ConcurrentHashMap<>();
    private final Function<String, Optional<String>> targets;
    private final PortRelay relay = new PortRelay();

    /// @param targets the address that the ports of a container lead to, if any
    PortReservations(Function<String, Optional<String>> targets) {
        this.targets = targets;
    }

    /// Binds ports; all or none.
    ///
    /// @return the ports with host ports filled in
    /// @throws ConflictException naming the process that has one
    List<PublishedPort> reserve(String containerId, List<PublishedPort> ports) {
        List<NetworkChannel> channels = new ArrayList<>();
        List<PublishedPort> reserved = new ArrayList<>();
        try {
            for (PublishedPort port : ports) {
                NetworkChannel channel = bind(containerId, port);
                channels.add(channel);
                reserved.add(port.withHostPort(((InetSocketAddress) channel.getLocalAddress()).getPort()));
            }
        } catch (IOException | RuntimeException e) {
            channels.forEach(relay::close);
            throw e instanceof RuntimeException known ? known : new ConflictException("cannot publish ports", e);
        }
        byContainer.put(containerId, channels);
        return reserved;
    }

    /// As [#reserve], for containers that already have the ports; a port that cannot be bound is only logged.
    void reserveAgain(String containerId, List<PublishedPort> ports) {
        List<NetworkChannel> channels = new ArrayList<>();
        for (PublishedPort port : ports) {
            try {
                channels.add(bind(containerId, port));
            } catch (ConflictException e) {
                log.warn("Container {} keeps its port all the same: {}", containerId, e.getMessage());
            }
        }
        byContainer.put(containerId, channels);
    }

    void release(String containerId) {
        List<NetworkChannel> channels = byContainer.remove(containerId);
        if (channels != null) {
            channels.forEach(relay::close);
        }
    }

    private NetworkChannel bind(String containerId, PublishedPort port) {
        NetworkChannel channel = null;
        try {
            channel = port.protocol().equals("tcp")
                    ? ServerSocketChannel.open(family(port)).setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    : DatagramChannel.open(family(port));
            channel.bind(address(port));
            if (family(port) == StandardProtocolFamily.INET6) {
                relay.carry(
                        channel,
                        () -> targets.apply(containerId)
                                .map(address -> new InetSocketAddress(address, port.containerPort())));
            }
            return channel;
        } catch (IOException e) {
            if (channel != null) {
                relay.close(channel);
            }
            throw refused(port, e);
        }
    }

    /// A socket for all addresses is one of both families, if the host knows both.
    private static ProtocolFamily family(PublishedPort port) {
        boolean both = port.hostAddress().isEmpty() && HostFamilies.IPV6;
        return both || port.onlyIpv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    private static InetSocketAddress address(PublishedPort port) {
        return port.hostAddress().isEmpty()
                ? new InetSocketAddress(port.hostPort())
                : new InetSocketAddress(port.hostAddress(), port.hostPort());
    }

    private static ConflictException refused(PublishedPort port, IOException reason) {
        String why = String.valueOf(reason.getMessage());
        String who = why.contains("in use")
                ? "port is already allocated, "
                        + HostListeners.owner(port.protocol(), port.hostPort()).orElse("a process")
                        + " of the host has it"
                : why;
        return new ConflictException(
                "cannot publish " + port.shownAddress() + ":" + port.hostPort() + "/" + port.protocol() + ": " + who,
                reason);
    }
}
