package dev.onionyard.network;

import dev.onionyard.error.InvalidInputException;

/// A port of a container that the host answers on.
///
/// @param hostAddress IPv4 address of the host, or empty for all addresses
/// @param hostPort 0 in a request: any free port
/// @param protocol `tcp` or `udp`
public record PublishedPort(String hostAddress, int hostPort, int containerPort, String protocol) {

    public PublishedPort {
        if (hostAddress.equals("0.0.0.0")) {
            hostAddress = "";
        }
        if (!hostAddress.isEmpty()) {
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

    PublishedPort withHostPort(int port) {
        return new PublishedPort(hostAddress, port, containerPort, protocol);
    }

    /// As Docker prints it: `0.0.0.0:8080->80/tcp`.
    @Override
    public String toString() {
        return (hostAddress.isEmpty() ? "0.0.0.0" : hostAddress) + ":" + hostPort + "->" + containerPort + "/"
                + protocol;
    }
}
