package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.error.ConflictException;
import dev.onionyard.network.Attachment;
import dev.onionyard.network.Endpoint;
import dev.onionyard.network.EndpointRequest;
import dev.onionyard.network.Member;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkAttachments;
import dev.onionyard.network.NetworkPlan;
import dev.onionyard.network.Networks;
import dev.onionyard.network.PublishedPort;
import dev.onionyard.network.ResolvConf;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Connects containers to what their `network` option and their plan name.
@Component
class ContainerNetwork {

    private static final String OTHER_CONTAINER = "container:";

    /// How a container is connected for one run.
    ///
    /// @param ports with the host's ports filled in
    /// @param addresses by network name
    record Wiring(NetworkNamespace namespace, List<PortBinding> ports, Map<String, String> addresses) {

        static Wiring none(NetworkNamespace namespace) {
            return new Wiring(namespace, List.of(), Map.of());
        }
    }

    private final Networks networks;
    private final NetworkAttachments attachments;
    private final ContainerTable table;
    private final ContainerFiles files;

    ContainerNetwork(Networks networks, NetworkAttachments attachments, ContainerTable table, ContainerFiles files) {
        this.networks = networks;
        this.attachments = attachments;
        this.table = table;
        this.files = files;
    }

    /// Whether a mode means the network of another container.
    static boolean isShared(String mode) {
        return mode.startsWith(OTHER_CONTAINER);
    }

    /// Connects, and writes the files that tell processes about it.
    Wiring connect(StoredContainer container) {
        String mode = container.host().network();
        if (isShared(mode)) {
            return join(container, table.get(mode.substring(OTHER_CONTAINER.length())));
        }
        List<EndpointRequest> endpoints = attachments
                .planOf(container.id())
                .map(NetworkPlan::endpoints)
                .orElseGet(() -> List.of(EndpointRequest.of(mode)));
        Network.Driver driver = endpoints.isEmpty()
                ? Network.Driver.NONE
                : networks.get(endpoints.getFirst().network()).driver();
        return switch (driver) {
            // The runtime makes an empty namespace itself, which goes away with the container.
            case NONE -> alone(container, new NetworkNamespace.Empty());
            case HOST -> alone(container, new NetworkNamespace.Host());
            case BRIDGE -> attach(container, endpoints);
        };
    }

    /// Undoes [#connect]; nothing to do is no failure.
    void disconnect(String id) {
        attachments.detach(id);
    }

    /// Forgets what a container that is removed asked of networks.
    void forget(String id) {
        attachments.detach(id);
        attachments.forget(id);
    }

    void rename(String id, String name) {
        attachments.rename(id, name);
    }

    /// A running container after its networks have changed; its files are brought up to date.
    StoredContainer reconnected(StoredContainer container, Attachment attachment) {
        files.readdress(container, addresses(attachment), resolvConf(container, false, attachment.hasNames()));
        return container.withNetwork(ports(attachment), byNetwork(attachment));
    }

    Member member(StoredContainer container) {
        return new Member(
                container.id(),
                container.name(),
                container.view().process().hostname(),
                container.host().dns(),
                links(container).stream().map(this::byName).toList());
    }

    private Wiring join(StoredContainer container, StoredContainer other) {
        if (!other.alive()) {
            throw new ConflictException("cannot join network of a non running container: " + other.id());
        }
        files.copy(other.id(), container.id());
        return Wiring.none(new NetworkNamespace.Existing(
                Path.of("/proc/" + other.view().status().pid() + "/ns/net")));
    }

    private Wiring alone(StoredContainer container, NetworkNamespace namespace) {
        boolean ofHost = namespace instanceof NetworkNamespace.Host;
        files.write(container, List.of(), List.of(), ofHost ? "127.0.0.1" : "", resolvConf(container, ofHost, false));
        return Wiring.none(namespace);
    }

    private Wiring attach(StoredContainer container, List<EndpointRequest> endpoints) {
        List<String> linked = links(container).stream().map(this::hostsLine).toList();
        List<PublishedPort> asked =
                PortPlan.of(container).stream().map(ContainerNetwork::published).toList();
        Attachment attachment = attachments.attach(member(container), endpoints, asked);
        Path netns = attachment
                .netnsPath()
                .orElseThrow(() -> new IllegalStateException("a bridge network without a namespace"));
        files.write(
                container,
                addresses(attachment),
                attachment.hasNames() ? List.of() : linked,
                gateway(attachment),
                resolvConf(container, false, attachment.hasNames()));
        return new Wiring(new NetworkNamespace.Existing(netns), ports(attachment), byNetwork(attachment));
    }

    private String resolvConf(StoredContainer container, boolean ofHost, boolean names) {
        NetworkPlan plan = attachments.planOf(container.id()).orElse(NetworkPlan.EMPTY);
        var asked = new ResolvConf(container.host().dns(), plan.dnsSearch(), plan.dnsOptions());
        return ResolvConf.forContainer(asked, ofHost, names);
    }

    private List<String> links(StoredContainer container) {
        return attachments.planOf(container.id()).map(NetworkPlan::links).orElse(List.of());
    }

    /// A link with the other container's name, whatever it was named by.
    private String byName(String link) {
        StoredContainer other = table.get(NetworkedContainers.linked(link));
        return other.name() + ":" + alias(link);
    }

    /// What a link is in the hosts file: address, alias, short id, name.
    private String hostsLine(String link) {
        StoredContainer other = table.get(NetworkedContainers.linked(link));
        Optional<Endpoint> endpoint = attachments.find(other.id()).stream()
                .flatMap(attachment -> attachment.endpoints().stream())
                .findFirst();
        if (!other.alive() || endpoint.isEmpty()) {
            throw new ConflictException(
                    "Cannot link to a non running container: /" + other.name() + " AS /" + alias(link));
        }
        return endpoint.get().address() + "\t" + alias(link) + " "
                + other.view().shortId() + " " + other.name();
    }

    private static String alias(String link) {
        int colon = link.indexOf(':');
        String alias = link.substring(colon + 1);
        return alias.substring(alias.lastIndexOf('/') + 1);
    }

    private static List<String> addresses(Attachment attachment) {
        return attachment.endpoints().stream().map(Endpoint::address).toList();
    }

    /// Where the host answers the container.
    private static String gateway(Attachment attachment) {
        return attachment
                .outward()
                .or(() -> attachment.endpoints().stream().findFirst())
                .map(endpoint -> String.valueOf(endpoint.network().gateway()))
                .orElse("");
    }

    private static Map<String, String> byNetwork(Attachment attachment) {
        var addresses = new LinkedHashMap<String, String>();
        attachment
                .endpoints()
                .forEach(endpoint -> addresses.put(endpoint.network().name(), endpoint.address()));
        return addresses;
    }

    private static List<PortBinding> ports(Attachment attachment) {
        return attachment.ports().stream().map(ContainerNetwork::binding).toList();
    }

    private static PublishedPort published(PortBinding port) {
        return new PublishedPort(port.hostAddress(), port.hostPort(), port.containerPort(), port.protocol());
    }

    private static PortBinding binding(PublishedPort port) {
        return new PortBinding(port.hostAddress(), port.hostPort(), port.containerPort(), port.protocol());
    }
}
