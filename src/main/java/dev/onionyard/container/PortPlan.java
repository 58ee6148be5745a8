package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.oci.ProcessDefaults;
import java.util.ArrayList;
import java.util.List;

/// Which ports a container wants published: those asked for, and with `-P` every other one the image exposes.
final class PortPlan {

    private PortPlan() {}

    static List<PortBinding> of(HostOptions host, ProcessDefaults config) {
        var ports = new ArrayList<>(host.ports());
        if (host.publishAllPorts()) {
            exposed(config).stream()
                    .filter(port -> ports.stream().noneMatch(other -> samePort(port, other)))
                    .forEach(ports::add);
        }
        return List.copyOf(ports);
    }

    static List<PortBinding> of(StoredContainer container) {
        return of(container.host(), container.config());
    }

    /// The ports that an image names, each for any free port of the host.
    static List<PortBinding> exposed(ProcessDefaults config) {
        return config.exposedPorts().stream().sorted().map(PortPlan::exposed).toList();
    }

    private static boolean samePort(PortBinding one, PortBinding other) {
        return one.containerPort() == other.containerPort() && one.protocol().equals(other.protocol());
    }

    /// @param text `8080/tcp` or `8080`
    private static PortBinding exposed(String text) {
        int slash = text.indexOf('/');
        String number = slash < 0 ? text : text.substring(0, slash);
        return new PortBinding("", 0, Integer.parseInt(number), slash < 0 ? "tcp" : text.substring(slash + 1));
    }
}
