package dev.onionyard.network;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.home.HomeDirectory;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/// Networks as rows; the host's bridges are made when the first container is attached.
@Component
class StoredNetworks implements Networks, InitializingBean {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Pattern ID_PREFIX = Pattern.compile("[0-9a-f]{4,64}");

    private final NetworkRepository repository;
    private final AttachmentRepository attachments;
    private final AuditTrail audit;
    private final EngineEvents events;
    private final Clock clock;
    private final InterfaceNames names;
    private final SubnetPool subnets;
    private final NetworkKernel kernel;

    StoredNetworks(
            NetworkRepository repository,
            AttachmentRepository attachments,
            AuditTrail audit,
            EngineEvents events,
            Clock clock,
            HomeDirectory home,
            NetworkKernel kernel) {
        this.repository = repository;
        this.attachments = attachments;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.names = kernel.names();
        this.subnets = new SubnetPool(home.path().hashCode());
        this.kernel = kernel;
    }

    @Override
    public void afterPropertiesSet() {
        for (Network.Driver driver : Network.Driver.values()) {
            String name = driver.name().toLowerCase(Locale.ROOT);
            if (repository.findByName(name).isEmpty()) {
                store(make(name, driver, null, Map.of(), true));
            }
        }
    }

    @Override
    public List<Network> all() {
        return repository.findAll().stream()
                .map(NetworkEntity::toNetwork)
                .sorted(Comparator.comparing(Network::builtIn).reversed().thenComparing(Network::name))
                .toList();
    }

    @Override
    public Optional<Network> find(String nameOrId) {
        Optional<NetworkEntity> byName = repository.findByName(nameOrId);
        return byName.or(() -> findById(nameOrId)).map(NetworkEntity::toNetwork);
    }

    @Override
    public Network get(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> new NotFoundException("network " + nameOrId + " not found"));
    }

    @Override
    public synchronized Network create(String name, @Nullable Subnet subnet, Map<String, String> labels) {
        checkName(name);
        return audit.record(AuditAct.of("network.create", "", name), row -> {
            if (repository.findByName(name).isPresent()) {
                throw new ConflictException("network with name " + name + " already exists");
            }
            Network network = make(name, Network.Driver.BRIDGE, subnet, labels, false);
            store(network);
            row.object(network.id(), name);
            publish("create", network);
            return network;
        });
    }

    @Override
    public synchronized void remove(String nameOrId) {
        Network network = get(nameOrId);
        audit.record(AuditAct.of("network.remove", network.id(), network.name()), () -> {
            checkRemovable(network);
            repository.deleteById(network.id());
            kernel.removeNetwork(network);
            publish("destroy", network);
            return network;
        });
    }

    private Network make(
            String name, Network.Driver driver, @Nullable Subnet wanted, Map<String, String> labels, boolean builtIn) {
        String id = NetworkIds.random();
        if (driver != Network.Driver.BRIDGE) {
            return new Network(id, name, driver, null, null, "", labels, now(), builtIn);
        }
        Subnet subnet = subnet(wanted);
        String gateway = Ipv4.format(subnet.first());
        return new Network(id, name, driver, subnet, gateway, names.bridge(id), labels, now(), builtIn);
    }

    private Subnet subnet(@Nullable Subnet wanted) {
        Map<Subnet, String> taken = all().stream()
                .filter(network -> network.subnet() != null)
                .collect(Collectors.toMap(network -> Objects.requireNonNull(network.subnet()), Network::name));
        HostRoutes host = HostRoutes.read();
        if (wanted == null) {
            return subnets.free(host, taken.keySet());
        }
        taken.forEach((subnet, name) -> {
            if (subnet.overlaps(wanted)) {
                throw new ConflictException(
                        "cannot use subnet " + wanted + ": it overlaps " + subnet + " of network \"" + name + "\"");
            }
        });
        if (host.overlaps(wanted, "")) {
            throw new ConflictException("cannot use subnet " + wanted + ": the host has a route to some of it");
        }
        return wanted;
    }

    private void store(Network network) {
        repository.save(new NetworkEntity(network));
    }

    private Optional<NetworkEntity> findById(String prefix) {
        if (!ID_PREFIX.matcher(prefix).matches()) {
            return Optional.empty();
        }
        List<NetworkEntity> found = repository.findByIdStartingWith(prefix);
        if (found.size() > 1) {
            throw new InvalidInputException("network id \"" + prefix + "\" fits several networks; give more digits");
        }
        return found.stream().findFirst();
    }

    private void checkRemovable(Network network) {
        if (network.builtIn()) {
            throw new ConflictException(network.name() + " is a pre-defined network and cannot be removed");
        }
        List<Lease> leases = attachments.findByNetworkId(network.id()).stream()
                .map(AttachmentEntity::toLease)
                .toList();
        if (!leases.isEmpty()) {
            throw new ConflictException("cannot remove network \"" + network.name() + "\": in use by "
                    + leases.stream().map(Lease::shownContainer).collect(Collectors.joining(", ")));
        }
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches() || name.length() > 128) {
            throw new InvalidInputException("cannot use network name \"" + name
                    + "\": it must be letters, digits, \"_\", \".\" and \"-\", and begin with a letter or digit");
        }
    }

    /// As precise as the database keeps it, so that what is returned now equals what is read later.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void publish(String action, Network network) {
        events.publish(
                EngineEvent.Type.NETWORK, action, network.id(), Map.of("name", network.name(), "type", "bridge"));
    }
}
