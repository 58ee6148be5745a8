package dev.onionyard.network;

import dev.onionyard.error.EngineException;
import dev.onionyard.linux.Host;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Attachments as rows, written before the kernel's work and deleted before its undoing, so that the rules can be built
/// from the rows at any moment, and what a crash leaves is undone at the next start.
@Component
class StoredAttachments implements NetworkAttachments {

    private static final Logger log = LoggerFactory.getLogger(StoredAttachments.class);

    private final AttachmentRepository repository;
    private final Networks networks;
    private final NetworkKernel kernel;
    private final Clock clock;
    private final PortReservations reservations = new PortReservations();

    StoredAttachments(AttachmentRepository repository, Networks networks, NetworkKernel kernel, Clock clock) {
        this.repository = repository;
        this.networks = networks;
        this.kernel = kernel;
        this.clock = clock;
    }

    @Override
    public Attachment attach(String containerId, String networkName, String hostname, List<PublishedPort> ports) {
        Network network = networks.get(networkName);
        detach(containerId);
        Lease lease = lease(containerId, network, hostname, ports);
        try {
            connect(network, lease);
            return attachment(lease, network);
        } catch (RuntimeException e) {
            undo(lease, e);
            throw e;
        }
    }

    @Override
    public void detach(String containerId) {
        repository.findById(containerId).ifPresent(entity -> {
            repository.deleteById(containerId);
            release(entity.toLease());
        });
    }

    @Override
    public Optional<Attachment> find(String containerId) {
        return repository.findById(containerId).map(AttachmentEntity::toLease).map(this::attachment);
    }

    @Override
    public List<Attachment> attachedTo(String networkName) {
        Network network = networks.get(networkName);
        return repository.findByNetworkId(network.id()).stream()
                .map(entity -> attachment(entity.toLease(), network))
                .toList();
    }

    @Override
    public void restore(Set<String> runningContainerIds) {
        List<Lease> leases = leases();
        leases.stream()
                .filter(lease -> !runningContainerIds.contains(lease.containerId()))
                .forEach(lease -> repository.deleteById(lease.containerId()));
        List<Lease> kept = leases.stream()
                .filter(lease -> runningContainerIds.contains(lease.containerId()))
                .toList();
        kept.forEach(lease -> reservations.reserveAgain(lease.containerId(), lease.ports()));
        if (Host.canMount()) {
            restoreKernel(kept);
        }
    }

    /// A server without network tools still starts: it can do everything with images.
    private void restoreKernel(List<Lease> kept) {
        Set<String> ids = kept.stream().map(Lease::containerId).collect(Collectors.toSet());
        Set<Network> used = kept.stream()
                .map(lease -> networks.get(lease.networkId()))
                .filter(network -> network.driver() == Network.Driver.BRIDGE)
                .collect(Collectors.toSet());
        try {
            HostNetwork.requireTools();
            kernel.restore(used, ids);
        } catch (EngineException e) {
            log.warn("The networks of running containers were not restored: {}", e.getMessage());
        }
    }

    /// Takes an address and ports; synchronized, so that no two containers take the same.
    private synchronized Lease lease(String containerId, Network network, String hostname, List<PublishedPort> ports) {
        Lease lease = new Lease(containerId, network.id(), hostname, "", List.of());
        if (network.driver() == Network.Driver.BRIDGE) {
            List<Lease> others = leases();
            PortConflicts.check(ports, others);
            String address = freeAddress(network, others);
            List<PublishedPort> reserved = reservations.reserve(containerId, ports);
            lease = new Lease(containerId, network.id(), hostname, address, reserved);
        }
        try {
            repository.save(new AttachmentEntity(lease, now()));
            return lease;
        } catch (RuntimeException e) {
            reservations.release(containerId);
            throw e;
        }
    }

    private void connect(Network network, Lease lease) {
        switch (network.driver()) {
            case BRIDGE -> kernel.connect(network, lease);
            case NONE -> kernel.isolate(lease.containerId());
            case HOST -> {}
        }
    }

    private void undo(Lease lease, RuntimeException reason) {
        try {
            repository.deleteById(lease.containerId());
            release(lease);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private void release(Lease lease) {
        try {
            kernel.disconnect(lease);
        } finally {
            reservations.release(lease.containerId());
        }
    }

    private Attachment attachment(Lease lease) {
        return attachment(lease, networks.get(lease.networkId()));
    }

    private Attachment attachment(Lease lease, Network network) {
        Optional<Path> netns = network.driver() == Network.Driver.HOST
                ? Optional.empty()
                : Optional.of(kernel.namespace(lease.containerId()));
        boolean bridge = !lease.address().isEmpty();
        return new Attachment(
                lease.containerId(),
                network,
                netns,
                lease.address(),
                bridge ? Objects.requireNonNull(network.subnet()).prefixLength() : 0,
                bridge ? Objects.requireNonNull(network.gateway()) : "",
                bridge ? AddressPool.mac(lease.address()) : "",
                lease.ports());
    }

    /// As precise as the database keeps it, so that what is returned now equals what is read later.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String freeAddress(Network network, List<Lease> others) {
        Set<String> taken = others.stream().map(Lease::address).collect(Collectors.toSet());
        return AddressPool.free(Objects.requireNonNull(network.subnet()), taken);
    }

    private List<Lease> leases() {
        return repository.findAll().stream().map(AttachmentEntity::toLease).toList();
    }
}
