package dev.onionyard.container;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.network.Attachment;
import dev.onionyard.network.Endpoint;
import dev.onionyard.network.EndpointRequest;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkAttachments;
import dev.onionyard.network.NetworkPlan;
import dev.onionyard.network.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// Creates containers with their networks, and moves them between networks.
@Service
class NetworkedContainers implements ContainerNetworking {

    private final ContainerMaker maker;
    private final ContainerRemover remover;
    private final ContainerNetwork wirings;
    private final Networks networks;
    private final NetworkAttachments attachments;
    private final ContainerTable table;
    private final ContainerLocks locks;
    private final ContainerEvents events;
    private final AuditTrail audit;

    NetworkedContainers(
            ContainerMaker maker,
            ContainerRemover remover,
            ContainerNetwork wirings,
            Networks networks,
            NetworkAttachments attachments,
            ContainerTable table,
            ContainerLocks locks,
            ContainerEvents events,
            AuditTrail audit) {
        this.maker = maker;
        this.remover = remover;
        this.wirings = wirings;
        this.networks = networks;
        this.attachments = attachments;
        this.table = table;
        this.locks = locks;
        this.events = events;
        this.audit = audit;
    }

    @Override
    public Container create(ContainerRequest request, NetworkPlan plan) {
        String name = request.name() == null ? "" : request.name();
        plan.endpoints().forEach(endpoint -> networks.get(endpoint.network()));
        plan.links().forEach(link -> table.named(linked(link)));
        return audit.record(new AuditAct("container.create", "", name, request.image()), row -> {
            StoredContainer made = maker.make(request);
            keep(made, plan);
            row.object(made.id(), made.name());
            events.publish(made, "create");
            return made.view();
        });
    }

    private void keep(StoredContainer made, NetworkPlan plan) {
        if (plan.equals(NetworkPlan.EMPTY)) {
            return;
        }
        try {
            attachments.plan(made.id(), plan.endpoints().isEmpty() ? plan.withEndpoints(ofMode(made)) : plan);
        } catch (RuntimeException e) {
            remover.remove(made, true);
            throw e;
        }
    }

    @Override
    public void connect(String nameOrId, EndpointRequest endpoint) {
        Network network = networks.get(endpoint.network());
        StoredContainer found = table.get(nameOrId);
        audit.record(new AuditAct("network.connect", network.id(), network.name(), found.name()), row -> {
            locks.holding(found.id(), () -> connect(table.get(found.id()), network, endpoint));
            return true;
        });
    }

    private void connect(StoredContainer container, Network network, EndpointRequest endpoint) {
        checkShared(container, network);
        NetworkPlan plan = plan(container);
        if (asks(plan, network).isPresent()) {
            throw new ConflictException(
                    "endpoint with name " + container.name() + " already exists in network " + network.name());
        }
        if (network.driver() == Network.Driver.NONE || holdsNone(plan)) {
            throw new InvalidInputException(
                    "container cannot be connected to multiple networks with one of the networks"
                            + " in private (none) mode");
        }
        var endpoints = new ArrayList<>(plan.endpoints());
        endpoints.add(endpoint);
        if (container.alive()) {
            int pid = container.view().status().pid();
            Attachment attachment = attachments.connect(wirings.member(container), pid, endpoint);
            table.update(wirings.reconnected(container, attachment));
        }
        attachments.plan(container.id(), plan.withEndpoints(endpoints));
    }

    @Override
    public void disconnect(String nameOrId, String networkName, boolean force) {
        Network network = networks.get(networkName);
        Optional<StoredContainer> found = table.find(nameOrId);
        if (found.isEmpty() && force) {
            return;
        }
        StoredContainer container = table.get(nameOrId);
        audit.record(new AuditAct("network.disconnect", network.id(), network.name(), container.name()), row -> {
            locks.holding(container.id(), () -> disconnect(table.get(container.id()), network));
            return true;
        });
    }

    private void disconnect(StoredContainer container, Network network) {
        checkShared(container, network);
        NetworkPlan plan = plan(container);
        EndpointRequest asked = asks(plan, network)
                .orElseThrow(() -> new NotFoundException(
                        "container " + container.id() + " is not connected to the network " + network.name()));
        if (container.alive()
                && attachments
                        .find(container.id())
                        .flatMap(attachment -> attachment.in(network))
                        .isPresent()) {
            table.update(wirings.reconnected(container, attachments.disconnect(container.id(), network.id())));
        }
        attachments.plan(
                container.id(),
                plan.withEndpoints(plan.endpoints().stream()
                        .filter(endpoint -> !endpoint.equals(asked))
                        .toList()));
    }

    @Override
    public List<Place> places(String nameOrId) {
        StoredContainer container = table.get(nameOrId);
        Optional<Attachment> attachment = attachments.find(container.id());
        return plan(container).endpoints().stream()
                .map(asked -> place(asked, attachment))
                .toList();
    }

    private Place place(EndpointRequest asked, Optional<Attachment> attachment) {
        Optional<Network> network = networks.find(asked.network());
        Optional<Endpoint> live = network.flatMap(known -> attachment.flatMap(present -> present.in(known)));
        return new Place(network.map(Network::name).orElse(asked.network()), network, asked, live);
    }

    @Override
    public NetworkPlan plan(String nameOrId) {
        return plan(table.get(nameOrId));
    }

    @Override
    public List<Container> members(Network network) {
        return table.all().stream()
                .filter(container -> asks(plan(container), network).isPresent())
                .map(StoredContainer::view)
                .toList();
    }

    private NetworkPlan plan(StoredContainer container) {
        return attachments.planOf(container.id()).orElseGet(() -> NetworkPlan.EMPTY.withEndpoints(ofMode(container)));
    }

    static List<EndpointRequest> ofMode(StoredContainer container) {
        String mode = container.host().network();
        return ContainerNetwork.isShared(mode) ? List.of() : List.of(EndpointRequest.of(mode));
    }

    private static Optional<EndpointRequest> asks(NetworkPlan plan, Network network) {
        return plan.endpoints().stream()
                .filter(endpoint -> endpoint.network().equals(network.id())
                        || endpoint.network().equals(network.name()))
                .findFirst();
    }

    private boolean holdsNone(NetworkPlan plan) {
        return plan.endpoints().stream()
                .flatMap(endpoint -> networks.find(endpoint.network()).stream())
                .anyMatch(network -> network.driver() == Network.Driver.NONE);
    }

    private static void checkShared(StoredContainer container, Network network) {
        String mode = container.host().network();
        if (network.driver() == Network.Driver.HOST || mode.equals("host")) {
            throw new ConflictException(
                    "container cannot be disconnected from host network or connected to host network");
        }
        if (ContainerNetwork.isShared(mode)) {
            throw new ConflictException("container sharing network namespace with another container or host cannot be"
                    + " connected to any other network");
        }
    }

    static String linked(String link) {
        int colon = link.indexOf(':');
        return colon < 0 ? link : link.substring(0, colon);
    }
}
