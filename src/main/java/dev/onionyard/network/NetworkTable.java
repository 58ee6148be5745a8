package dev.onionyard.network;

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

    NetworkTable(NetworkRepository rows) {
        this.rows = rows;
        rows.findAll().stream().map(NetworkEntity::toNetwork).forEach(network -> networks.put(network.id(), network));
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
