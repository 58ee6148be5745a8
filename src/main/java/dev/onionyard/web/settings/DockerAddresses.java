package dev.onionyard.web.settings;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where docker's clients find this server.
///
/// @param socketHost `unix://…`
/// @param tcpHost `tcp://…`, or empty
/// @param remote how TCP is served
/// @param certificates whether client certificates are taken beside tokens
public record DockerAddresses(String socketHost, String tcpHost, Remote remote, boolean certificates) {

    private static final Pattern EVERYWHERE = Pattern.compile("(0\\.0\\.0\\.0|\\[::])(?=:)");

    /// How the Docker API is served over TCP.
    public enum Remote {
        OFF,
        PLAIN,
        TLS
    }

    /// @param tcpAddress `host:port` or empty
    /// @param serverName how the reader calls this server, for an address that stands for all
    static DockerAddresses of(
            String socket, String tcpAddress, Remote remote, boolean certificates, String serverName) {
        String socketHost = "unix://" + Path.of(socket).toAbsolutePath().normalize();
        String bare = tcpAddress.startsWith("tcp://") ? tcpAddress.substring("tcp://".length()) : tcpAddress;
        String tcpHost =
                bare.isEmpty() ? "" : "tcp://" + EVERYWHERE.matcher(bare).replaceFirst(serverName);
        return new DockerAddresses(socketHost, tcpHost, remote, certificates);
    }

    /// What an operator adds to the settings.
    public String switchOn() {
        return """
                onionyard:
                  tcp:
                    address: 0.0.0.0:2376
                    certificate: /etc/onionyard/server.pem
                    key: /etc/onionyard/server-key.pem
                    client-authority: /etc/onionyard/ca.pem
                    client-roles: "ci=operator, monitor=viewer"
                """.strip();
    }

    /// What makes docker send a token.
    public String tokenConfiguration() {
        return "{\"HttpHeaders\": {\"Authorization\": \"Bearer oy_…\"}}";
    }
}
