package dev.onionyard.network;

import dev.onionyard.error.InvalidInputException;
import java.net.InetAddress;

/// A port of a container that the host answers on.
///
/// @param hostAddress an address of the host; `::` for all of IPv6, or empty for all addresses
/// @param hostPort 0 in a request: any free port
/// @param protocol `tcp` or `udp`
public record PublishedPort(String hostAddress, int hostPort, int containerPort, String protocol) {

    public PublishedPort {
        if (hostAddress.equals("0.0.0.0")) {
            hostAddress = "";
        }
        if (hostAddress.contains(":")) {
            hostAddress = ipv6(hostAddress);
        } else if (!hostAddress.isEmpty()) {
            Ipv4.parse(hostAddress);
        }
        if (hostPort < 0 || hostPort > 65535 || containerPort < 1 || containerPort > 65535) {
            throw new InvalidInputException(
                    "cannot publish port " + hostPort + ":" + containerPort + ": ports are numbers from 1 to 65535");
        }
        if (!protocol.equals("tcp") && !protocol.equals("udp")) {
            throw new InvalidInputException(
                    "cannot publish port with protocol \"" + protocol + "\": it must be tcp or udp");
        }
    }

    /// Whether IPv4 clients cannot reach it.
    public boolean onlyIpv6() {
        return hostAddress.contains(":");
    }

    /// Kept as it was written: Java would write zeros out.
    private static String ipv6(String text) {
        try {
            InetAddress.ofLiteral(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("cannot use address \"" + text + "\": it is not an IPv6 address", e);
        }
    }

    PublishedPort onHostAddress(String address) {
        return new PublishedPort(address, hostPort, containerPort, protocol);
    }

    PublishedPort withHostPort(int port) {
        return new PublishedPort(hostAddress, port, containerPort, protocol);
    }

    String shownAddress() {
        if (hostAddress.isEmpty()) {
            return "0.0.0.0";
        }
        return onlyIpv6() ? "[" + hostAddress + "]" : hostAddress;
    }

    /// As Docker prints it: `0.0.0.0:8080->80/tcp`.
    @Override
    public String toString() {
        return shownAddress() + ":" + hostPort + "->" + containerPort + "/" + protocol;
    }
}
