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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/// Networks as rows; the host's bridges are made when the first container is attached.
@Component
class StoredNetworks implements Networks, InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(StoredNetworks.class);

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Pattern ID_PREFIX = Pattern.compile("[0-9a-f]{4,64}");

    private final NetworkTable table;
    private final LeaseTable leases;
    private final AuditTrail audit;
    private final EngineEvents events;
    private final Clock clock;
    private final InterfaceNames names;
    private final SubnetPool subnets;
    private final NetworkKernel kernel;

    StoredNetworks(
            NetworkTable table,
            LeaseTable leases,
            AuditTrail audit,
            EngineEvents events,
            Clock clock,
            HomeDirectory home,
            NetworkKernel kernel) {
        this.table = table;
        this.leases = leases;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.names = kernel.names();
        this.subnets = new SubnetPool(home.id().hashCode());
        this.kernel = kernel;
    }

    @Override
    public void afterPropertiesSet() {
        for (Network.Driver driver : Network.Driver.values()) {
            String name = driver.name().toLowerCase(Locale.ROOT);
            if (table.findByName(name).isEmpty()) {
                table.put(builtIn(name, driver));
            }
        }
    }

    @Override
    public List<Network> all() {
        return table.all().stream()
                .sorted(Comparator.comparing(Network::builtIn).reversed().thenComparing(Network::name))
                .toList();
    }

    @Override
    public Optional<Network> find(String nameOrId) {
        return table.findByName(nameOrId).or(() -> findById(nameOrId));
    }

    @Override
    public Network get(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> new NotFoundException("network " + nameOrId + " not found"));
    }

    @Override
    public synchronized Network create(NetworkRequest request) {
        String name = request.name();
        checkName(name);
        NetworkOptions.of(request.options());
        return audit.record(AuditAct.of("network.create", "", name), row -> {
            if (table.findByName(name).isPresent()) {
                throw new ConflictException("network with name " + name + " already exists");
            }
            Network network = make(request);
            table.put(network);
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
            table.remove(network.id());
            kernel.removeNetwork(network);
            publish("destroy", network);
            return network;
        });
    }

    @Override
    public List<Network> unused() {
        return all().stream()
                .filter(network -> !network.builtIn() && users(network).isEmpty())
                .toList();
    }

    @Override
    public List<Network> prune(Predicate<Network> which) {
        var removed = new ArrayList<Network>();
        for (Network network : unused()) {
            if (which.test(network)) {
                try {
                    remove(network.id());
                    removed.add(network);
                } catch (ConflictException | NotFoundException e) {
                    log.debug("Network {} is not for pruning any more: {}", network.name(), e.getMessage());
                }
            }
        }
        events.publish(EngineEvent.Type.NETWORK, "prune", "", Map.of("reclaimed", "0"));
        return removed;
    }

    private Network builtIn(String name, Network.Driver driver) {
        String id = NetworkIds.random();
        if (driver != Network.Driver.BRIDGE) {
            return new Network(id, name, driver, null, null, "", Map.of(), now(), true, Network.Settings.PLAIN);
        }
        Subnet subnet = subnet(null);
        return new Network(
                id,
                name,
                driver,
                subnet,
                Ipv4.format(subnet.first()),
                names.bridge(id),
                Map.of(),
                now(),
                true,
                Network.Settings.PLAIN);
    }

    private Network make(NetworkRequest request) {
        String id = NetworkIds.random();
        boolean chosen = request.subnet() != null;
        Subnet subnet = subnet(request.subnet());
        String gateway = request.gateway() == null ? Ipv4.format(firstFree(subnet, request)) : request.gateway();
        checkAddresses(request, subnet, gateway);
        var settings = new Network.Settings(
                chosen,
                request.range(),
                request.reserved(),
                request.internal(),
                request.attachable(),
                request.options());
        return new Network(
                id,
                request.name(),
                Network.Driver.BRIDGE,
                subnet,
                gateway,
                names.bridge(id),
                request.labels(),
                now(),
                false,
                settings);
    }

    /// The gateway's address where none is chosen: the lowest that is not reserved.
    private static long firstFree(Subnet subnet, NetworkRequest request) {
        long address = subnet.first();
        while (address < subnet.last() && request.reserved().containsValue(Ipv4.format(address))) {
            address++;
        }
        return address;
    }

    private static void checkAddresses(NetworkRequest request, Subnet subnet, String gateway) {
        requireIn(subnet, gateway, "gateway");
        request.reserved().forEach((name, address) -> requireIn(subnet, address, "auxiliary address \"" + name + "\""));
        if (request.reserved().containsValue(gateway)) {
            throw new ConflictException("cannot use gateway " + gateway + ": Address already in use");
        }
        Subnet range = request.range();
        if (range != null && !subnet.contains(range)) {
            throw new InvalidInputException("cannot use ip-range " + range + ": it is not in subnet " + subnet);
        }
    }

    private static void requireIn(Subnet subnet, String address, String what) {
        long number = Ipv4.parse(address);
        if (number < subnet.first() || number > subnet.last()) {
            throw new InvalidInputException(
                    "no matching subnet for " + what + " " + address + ": it is not in " + subnet);
        }
    }

    private Subnet subnet(@Nullable Subnet wanted) {
        Map<Subnet, String> taken = table.all().stream()
                .filter(network -> network.subnet() != null)
                .collect(Collectors.toMap(network -> Objects.requireNonNull(network.subnet()), Network::name));
        HostRoutes host = HostRoutes.read();
        if (wanted == null) {
            return subnets.free(host, taken.keySet());
        }
        taken.forEach((subnet, name) -> {
            if (subnet.overlaps(wanted)) {
                throw new ConflictException("Pool overlaps with other one on this address space: cannot use subnet "
                        + wanted + ", it overlaps " + subnet + " of network \"" + name + "\"");
            }
        });
        if (host.overlaps(wanted, "")) {
            throw new ConflictException("Pool overlaps with other one on this address space: cannot use subnet "
                    + wanted + ", the host has a route to some of it");
        }
        return wanted;
    }

    private Optional<Network> findById(String prefix) {
        if (!ID_PREFIX.matcher(prefix).matches()) {
            return Optional.empty();
        }
        List<Network> found = table.all().stream()
                .filter(network -> network.id().startsWith(prefix))
                .toList();
        if (found.size() > 1) {
            throw new InvalidInputException("network id \"" + prefix + "\" fits several networks; give more digits");
        }
        return found.stream().findFirst();
    }

    private List<Lease> users(Network network) {
        return leases.all().stream().filter(lease -> lease.in(network.id())).toList();
    }

    private void checkRemovable(Network network) {
        if (network.builtIn()) {
            throw new ConflictException(network.name() + " is a pre-defined network and cannot be removed");
        }
        List<Lease> users = users(network);
        if (!users.isEmpty()) {
            throw new ConflictException("error while removing network: network " + network.name()
                    + " has active endpoints: cannot remove network \"" + network.name() + "\", in use by "
                    + users.stream().map(lease -> lease.member().shown()).collect(Collectors.joining(", ")));
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
