package dev.onionyard.network;

import dev.onionyard.home.HomeDirectory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// Networks: rows, and the same in memory, because every start of a container asks.
@Component
class NetworkTable {

    private final NetworkRepository rows;
    private final Map<String, Network> networks = new ConcurrentHashMap<>();

    NetworkTable(NetworkRepository rows, HomeDirectory home) {
        this.rows = rows;
        var names = new InterfaceNames(home.id());
        for (NetworkEntity row : rows.findAll()) {
            Network network = row.toNetwork();
            // A database may be used with another home than the one that the row was written with.
            networks.put(
                    network.id(),
                    network.bridge().isEmpty() ? network : network.withBridge(names.bridge(network.id())));
        }
    }

    Collection<Network> all() {
        return List.copyOf(networks.values());
    }

    Optional<Network> findById(String id) {
        return Optional.ofNullable(networks.get(id));
    }

    Optional<Network> findByName(String name) {
        return networks.values().stream()
                .filter(network -> network.name().equals(name))
                .findFirst();
    }

    void put(Network network) {
        rows.save(new NetworkEntity(network));
        networks.put(network.id(), network);
    }

    void remove(String id) {
        rows.deleteById(id);
        networks.remove(id);
    }
}
