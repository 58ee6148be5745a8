package dev.onionyard.distribution;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ImageReference;
import java.util.Set;
import java.util.regex.Pattern;

/// The name of a registry as references have it.
final class RegistryHost {

    private static final Set<String> DOCKER_HUB =
            Set.of("docker.io", "index.docker.io", "registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com");
    private static final Pattern HOST = Pattern.compile(
            "[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?" + "|\\[[0-9a-fA-F:]+](?::[0-9]{1,5})?");
    private static final int LONGEST = 255;

    private RegistryHost() {}

    /// @param address a host, or what Docker writes into its configuration: `https://index.docker.io/v1/`
    static String of(String address) {
        String text = address.strip().replaceFirst("^https?://", "");
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (host.isEmpty() && address.isBlank() || DOCKER_HUB.contains(host)) {
            return ImageReference.DEFAULT_DOMAIN;
        }
        if (host.length() > LONGEST || !HOST.matcher(host).matches()) {
            throw new InvalidInputException(
                    "cannot use registry \"" + address + "\": expected host or host:port, such as \"localhost:5000\"");
        }
        return host;
    }
}
