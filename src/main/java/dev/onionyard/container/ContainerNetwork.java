package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.error.ConflictException;
import dev.onionyard.network.Attachment;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkAttachments;
import dev.onionyard.network.Networks;
import dev.onionyard.network.PublishedPort;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Connects containers to what their `network` option names.
@Component
class ContainerNetwork {

    private static final String OTHER_CONTAINER = "container:";

    /// How a container is connected for one run.
    ///
    /// @param address its own, empty for none
    /// @param gateway the way out, empty for none
    /// @param ports with the host's ports filled in
    /// @param addresses by network name
    record Wiring(
            NetworkNamespace namespace,
            String address,
            String gateway,
            List<PortBinding> ports,
            Map<String, String> addresses) {

        static Wiring none(NetworkNamespace namespace) {
            return new Wiring(namespace, "", "", List.of(), Map.of());
        }
    }

    private final Networks networks;
    private final NetworkAttachments attachments;
    private final ContainerTable table;

    ContainerNetwork(Networks networks, NetworkAttachments attachments, ContainerTable table) {
        this.networks = networks;
        this.attachments = attachments;
        this.table = table;
    }

    Wiring connect(StoredContainer container) {
        String name = container.host().network();
        if (name.startsWith(OTHER_CONTAINER)) {
            return Wiring.none(ofOther(name.substring(OTHER_CONTAINER.length())));
        }
        Network network = networks.get(name);
        return switch (network.driver()) {
            // The runtime makes an empty namespace itself, which goes away with the container.
            case NONE -> Wiring.none(new NetworkNamespace.Empty());
            case HOST -> Wiring.none(new NetworkNamespace.Host());
            case BRIDGE -> attach(container, network);
        };
    }

    /// Undoes [#connect]; nothing to do is no failure.
    void disconnect(String id) {
        attachments.detach(id);
    }

    private Wiring attach(StoredContainer container, Network network) {
        List<PublishedPort> asked =
                PortPlan.of(container).stream().map(ContainerNetwork::published).toList();
        Attachment attachment = attachments.attach(
                container.id(), network.name(), container.view().process().hostname(), asked);
        Path netns = attachment
                .netnsPath()
                .orElseThrow(() -> new IllegalStateException("a bridge network without a namespace"));
        return new Wiring(
                new NetworkNamespace.Existing(netns),
                attachment.address(),
                attachment.gateway(),
                attachment.ports().stream().map(ContainerNetwork::binding).toList(),
                Map.of(network.name(), attachment.address()));
    }

    private NetworkNamespace ofOther(String nameOrId) {
        StoredContainer other = table.get(nameOrId);
        if (!other.alive()) {
            throw new ConflictException("cannot join network of a non running container: " + other.id());
        }
        return new NetworkNamespace.Existing(
                Path.of("/proc/" + other.view().status().pid() + "/ns/net"));
    }

    private static PublishedPort published(PortBinding port) {
        return new PublishedPort(port.hostAddress(), port.hostPort(), port.containerPort(), port.protocol());
    }

    private static PortBinding binding(PublishedPort port) {
        return new PortBinding(port.hostAddress(), port.hostPort(), port.containerPort(), port.protocol());
    }
}
