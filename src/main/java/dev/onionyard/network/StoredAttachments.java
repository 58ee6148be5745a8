package dev.onionyard.network;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.linux.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Attachments as leases, written before the kernel's work and deleted before its undoing, so that the rules can be
/// built from the leases at any moment, and what a crash leaves is undone at the next start.
@Component
class StoredAttachments implements NetworkAttachments {

    private static final Logger log = LoggerFactory.getLogger(StoredAttachments.class);

    private final PlanTable plans;
    private final LeaseTable leases;
    private final Networks networks;
    private final NetworkKernel kernel;
    private final NameServers nameServers;
    private final EngineEvents events;
    private final PortReservations reservations = new PortReservations(this::publishedTarget);

    StoredAttachments(
            PlanTable plans,
            LeaseTable leases,
            Networks networks,
            NetworkKernel kernel,
            NameServers nameServers,
            EngineEvents events) {
        this.plans = plans;
        this.leases = leases;
        this.networks = networks;
        this.kernel = kernel;
        this.nameServers = nameServers;
        this.events = events;
    }

    @Override
    public void plan(String containerId, NetworkPlan plan) {
        List<EndpointRequest> resolved = plan.endpoints().stream()
                .map(request -> request.inNetwork(checked(request).id()))
                .toList();
        plans.put(containerId, plan.withEndpoints(resolved));
    }

    private Network checked(EndpointRequest request) {
        Network network = networks.get(request.network());
        if (!request.address().isEmpty()) {
            AddressPool.checkWanted(network, request.address());
        }
        if (!request.aliases().isEmpty() && !network.hasNames()) {
            throw new InvalidInputException(
                    "network-scoped alias is supported only for containers in user defined" + " networks");
        }
        return network;
    }

    @Override
    public Optional<NetworkPlan> planOf(String containerId) {
        return plans.find(containerId);
    }

    @Override
    public void forget(String containerId) {
        plans.remove(containerId);
    }

    @Override
    public Attachment attach(Member member, List<EndpointRequest> endpoints, List<PublishedPort> ports) {
        detach(member.id());
        Path netns = kernel.namespace(member.id());
        Lease lease = lease(member, endpoints, ports);
        try {
            if (lease.isolated()) {
                kernel.connect(lease);
            }
            Attachment attachment = attachment(lease);
            nameServers.serve(attachment);
            attachment.endpoints().forEach(endpoint -> publish("connect", member.id(), endpoint.network()));
            log.debug("Container {} is connected in {}", member.name(), netns);
            return attachment;
        } catch (RuntimeException e) {
            undo(lease, e);
            throw e;
        }
    }

    @Override
    public Attachment connect(Member member, int pid, EndpointRequest request) {
        Network network = checked(request);
        if (network.driver() != Network.Driver.BRIDGE) {
            throw new ConflictException("cannot connect container \"" + member.name() + "\" to network \""
                    + network.name() + "\" while it runs");
        }
        Lease before = leases.find(member.id()).orElse(new Lease(member, true, List.of(), List.of()));
        if (before.in(network.id())) {
            throw new ConflictException(
                    "endpoint with name " + member.name() + " already exists in network " + network.name());
        }
        Lease after = extend(before, network, request);
        Attachment attachment = attachment(after);
        try {
            kernel.join(before, after, attachment.in(network).orElseThrow(), pid);
            nameServers.serve(attachment);
        } catch (RuntimeException e) {
            leases.put(before);
            throw e;
        }
        publish("connect", member.id(), network);
        return attachment;
    }

    @Override
    public Attachment disconnect(String containerId, String networkName) {
        Network network = networks.get(networkName);
        Lease before = leases.find(containerId)
                .filter(lease -> lease.in(network.id()))
                .orElseThrow(() -> new ConflictException(
                        "container " + containerId + " is not connected to the network " + network.name()));
        Endpoint endpoint = attachment(before).in(network).orElseThrow();
        Lease after = before.without(network.id());
        leases.put(after);
        kernel.leave(before, after, endpoint);
        Attachment attachment = attachment(after);
        nameServers.serve(attachment);
        publish("disconnect", containerId, network);
        return attachment;
    }

    @Override
    public void detach(String containerId) {
        leases.find(containerId).ifPresent(lease -> {
            leases.remove(containerId);
            release(lease);
            kernel.endpoints(lease).forEach(endpoint -> publish("disconnect", containerId, endpoint.network()));
        });
    }

    @Override
    public void rename(String containerId, String name) {
        leases.find(containerId)
                .ifPresent(lease -> leases.put(lease.withMember(lease.member().withName(name))));
    }

    @Override
    public Optional<Attachment> find(String containerId) {
        return leases.find(containerId).map(this::attachment);
    }

    @Override
    public List<Attachment> attachedTo(String networkName) {
        Network network = networks.get(networkName);
        return leases.all().stream()
                .filter(lease -> lease.in(network.id()))
                .map(this::attachment)
                .toList();
    }

    @Override
    public void restore(Set<String> runningContainerIds) {
        leases.all().stream()
                .map(Lease::containerId)
                .filter(id -> !runningContainerIds.contains(id))
                .forEach(leases::remove);
        Collection<Lease> kept = leases.all();
        kept.forEach(lease -> reservations.reserveAgain(lease.containerId(), lease.ports()));
        if (Host.canMount()) {
            restoreKernel(kept);
        }
    }

    /// A server without network tools still starts: it can do everything with images.
    private void restoreKernel(Collection<Lease> kept) {
        Set<String> ids = kept.stream().map(Lease::containerId).collect(Collectors.toSet());
        Set<Network> used = kept.stream()
                .flatMap(lease -> kernel.endpoints(lease).stream())
                .map(Endpoint::network)
                .collect(Collectors.toSet());
        try {
            HostNetwork.requireTools();
            kernel.restore(used, ids);
            kept.forEach(lease -> nameServers.serve(attachment(lease)));
        } catch (EngineException e) {
            log.warn("The networks of running containers were not restored: {}", e.getMessage());
        }
    }

    /// Takes addresses and ports; synchronized, so that no two containers take the same.
    private synchronized Lease lease(Member member, List<EndpointRequest> endpoints, List<PublishedPort> ports) {
        boolean isolated = true;
        Lease lease = new Lease(member, isolated, List.of(), List.of());
        for (EndpointRequest request : endpoints) {
            Network network = networks.get(request.network());
            switch (network.driver()) {
                case BRIDGE -> lease = lease.with(place(lease, network, request));
                case HOST -> isolated = false;
                case NONE -> {}
            }
        }
        List<PublishedPort> wanted = lease.places().isEmpty() ? List.of() : onHostAddress(lease, ports);
        PortConflicts.check(wanted, leases.all());
        List<PublishedPort> reserved = reservations.reserve(member.id(), wanted);
        try {
            Lease complete = new Lease(member, isolated, lease.places(), reserved);
            leases.put(complete);
            return complete;
        } catch (RuntimeException e) {
            reservations.release(member.id());
            throw e;
        }
    }

    private synchronized Lease extend(Lease before, Network network, EndpointRequest request) {
        Lease after = before.with(place(before, network, request));
        leases.put(after);
        return after;
    }

    private Lease.Place place(Lease lease, Network network, EndpointRequest request) {
        var taken = new HashSet<String>();
        leases.all().forEach(other -> other.find(network.id()).ifPresent(place -> taken.add(place.address())));
        var pool = new AddressPool(network, taken);
        String address = request.address().isEmpty() ? pool.free() : pool.take(request.address());
        String mac = request.mac().isEmpty() ? AddressPool.mac(address) : request.mac();
        return new Lease.Place(
                NetworkIds.random(), network.id(), lease.freeInterface(), address, mac, request.aliases());
    }

    /// Ports that name no address of the host are published where their network says.
    private List<PublishedPort> onHostAddress(Lease lease, List<PublishedPort> ports) {
        String address = Outward.of(kernel.endpoints(lease))
                .map(way -> NetworkOptions.of(way.network()).hostAddress())
                .orElse("");
        var placed = new ArrayList<PublishedPort>();
        ports.forEach(port -> placed.add(port.hostAddress().isEmpty() ? port.onHostAddress(address) : port));
        return placed;
    }

    private void undo(Lease lease, RuntimeException reason) {
        try {
            leases.remove(lease.containerId());
            release(lease);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private void release(Lease lease) {
        try {
            nameServers.stop(lease.containerId());
            if (lease.isolated()) {
                kernel.disconnect(lease);
            }
        } finally {
            reservations.release(lease.containerId());
        }
    }

    private Optional<String> publishedTarget(String containerId) {
        return leases.find(containerId)
                .flatMap(lease -> Outward.of(kernel.endpoints(lease)))
                .map(Endpoint::address);
    }

    private Attachment attachment(Lease lease) {
        Optional<Path> netns = lease.isolated() ? Optional.of(kernel.namespace(lease.containerId())) : Optional.empty();
        List<Endpoint> endpoints = kernel.endpoints(lease);
        List<PublishedPort> ports = Outward.of(endpoints).isPresent() ? lease.ports() : List.of();
        return new Attachment(lease.member(), netns, endpoints, ports);
    }

    private void publish(String action, String containerId, Network network) {
        events.publish(
                EngineEvent.Type.NETWORK,
                action,
                network.id(),
                Map.of(
                        "name",
                        network.name(),
                        "type",
                        network.driver().name().toLowerCase(Locale.ROOT),
                        "container",
                        containerId));
    }
}
