package dev.onionyard.network;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What running containers have: a file each in `run/leases`, so that a server that crashed knows what to take back or
/// to serve again, and the same in memory. Like the containers themselves they do not outlive the host.
@Component
class LeaseTable {

    private static final Logger log = LoggerFactory.getLogger(LeaseTable.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String UNFINISHED = ".new";

    private final Path directory;
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();

    LeaseTable(HomeDirectory home) {
        directory = home.runDirectory("leases");
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !file.toString().endsWith(UNFINISHED)).forEach(this::read);
        } catch (IOException e) {
            throw new UnavailableException("cannot read \"" + directory + "\": " + e.getMessage(), e);
        }
    }

    Collection<Lease> all() {
        return List.copyOf(leases.values());
    }

    boolean isEmpty() {
        return leases.isEmpty();
    }

    Optional<Lease> find(String containerId) {
        return Optional.ofNullable(leases.get(containerId));
    }

    void put(Lease lease) {
        Path file = directory.resolve(lease.containerId());
        Path unfinished = directory.resolve(lease.containerId() + UNFINISHED);
        try {
            Files.write(unfinished, JSON.writeValueAsBytes(lease));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnavailableException("cannot write \"" + file + "\": " + e.getMessage(), e);
        }
        leases.put(lease.containerId(), lease);
    }

    void remove(String containerId) {
        leases.remove(containerId);
        try {
            Files.deleteIfExists(directory.resolve(containerId));
        } catch (IOException e) {
            throw new UnavailableException("cannot remove the lease of " + containerId + ": " + e.getMessage(), e);
        }
    }

    private void read(Path file) {
        try {
            Lease lease = JSON.readValue(Files.readAllBytes(file), Lease.class);
            leases.put(lease.containerId(), lease);
        } catch (IOException | JacksonException e) {
            log.warn("Cannot read \"{}\": {}", file, e.getMessage());
        }
    }
}
