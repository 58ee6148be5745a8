package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerRequest.PortBinding;
import java.util.List;
import java.util.Set;

/// A published port as it is shown.
///
/// @param text `8080 → 80`, with address and protocol where they are not the usual ones
/// @param address for a browser, or empty where a browser can do nothing with it
record PortLink(String text, String address) {

    private static final Set<String> ANY = Set.of("", "0.0.0.0", "::");
    private static final Set<Integer> HTTPS = Set.of(443, 8443);

    /// @param host by which the browser reaches this server
    static List<PortLink> of(List<PortBinding> ports, String host) {
        return ports.stream().map(port -> of(port, host)).distinct().toList();
    }

    static PortLink of(PortBinding port, String host) {
        boolean anywhere = ANY.contains(port.hostAddress());
        String published =
                port.hostPort() == 0 ? "?" : (anywhere ? "" : inAddress(port.hostAddress()) + ":") + port.hostPort();
        String protocol = port.protocol().equals("tcp") ? "" : "/" + port.protocol();
        String text = published + " → " + port.containerPort() + protocol;
        if (port.hostPort() == 0 || !port.protocol().equals("tcp")) {
            return new PortLink(text, "");
        }
        String scheme = HTTPS.contains(port.containerPort()) ? "https" : "http";
        String target = inAddress(anywhere ? host : port.hostAddress());
        return new PortLink(text, scheme + "://" + target + ":" + port.hostPort() + "/");
    }

    private static String inAddress(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
