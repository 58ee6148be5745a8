package dev.onionyard.network;

import dev.onionyard.error.ConflictException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps published ports bound on the host while they are published. So the kernel tells whether a port is free, picks
/// free ones, and keeps other programs (and other servers like this one) from taking them. No packet reaches these
/// sockets: the firewall redirects them before.
final class PortReservations {

    private static final Logger log = LoggerFactory.getLogger(PortReservations.class);

    private final Map<String, List<NetworkChannel>> byContainer = new ConcurrentHashMap<>();

    /// Binds ports; all or none.
    ///
    /// @return the ports with host ports filled in
    /// @throws ConflictException naming the process that has one
    List<PublishedPort> reserve(String containerId, List<PublishedPort> ports) {
        List<NetworkChannel> channels = new ArrayList<>();
        List<PublishedPort> reserved = new ArrayList<>();
        try {
            for (PublishedPort port : ports) {
                NetworkChannel channel = bind(port);
                channels.add(channel);
                reserved.add(port.withHostPort(((InetSocketAddress) channel.getLocalAddress()).getPort()));
            }
        } catch (IOException | RuntimeException e) {
            channels.forEach(PortReservations::close);
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
                channels.add(bind(port));
            } catch (ConflictException e) {
                log.warn("Container {} keeps its port all the same: {}", containerId, e.getMessage());
            }
        }
        byContainer.put(containerId, channels);
    }

    void release(String containerId) {
        List<NetworkChannel> channels = byContainer.remove(containerId);
        if (channels != null) {
            channels.forEach(PortReservations::close);
        }
    }

    private static NetworkChannel bind(PublishedPort port) {
        String address = port.hostAddress().isEmpty() ? "0.0.0.0" : port.hostAddress();
        NetworkChannel channel = null;
        try {
            // IPv4 only: a client that tries ::1 first must be refused, not accepted by nobody.
            channel = port.protocol().equals("tcp")
                    ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                            .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    : DatagramChannel.open(StandardProtocolFamily.INET);
            return channel.bind(new InetSocketAddress(address, port.hostPort()));
        } catch (IOException e) {
            if (channel != null) {
                close(channel);
            }
            throw refused(port, address, e);
        }
    }

    private static ConflictException refused(PublishedPort port, String address, IOException reason) {
        String why = String.valueOf(reason.getMessage());
        String who = why.contains("in use")
                ? "port is already allocated, "
                        + HostListeners.owner(port.protocol(), port.hostPort()).orElse("a process")
                        + " of the host has it"
                : why;
        return new ConflictException(
                "cannot publish " + address + ":" + port.hostPort() + "/" + port.protocol() + ": " + who, reason);
    }

    private static void close(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("Closing a reserved port", e);
        }
    }
}
