package dev.onionyard.container;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import jakarta.persistence.EntityManagerFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.hibernate.SessionFactory;
import org.springframework.stereotype.Component;

/// All containers: rows in the database, and the same in memory, because lists and lookups are asked for far
/// more often than containers change. A change goes to the database first, in one short transaction, and is
/// visible afterwards.
@Component
class ContainerTable {

    private static final Pattern ID_PREFIX = Pattern.compile("[0-9a-f]{1,64}");

    private static final Comparator<StoredContainer> NEWEST_FIRST = Comparator.comparing(
                    (StoredContainer container) -> container.view().created())
            .reversed()
            .thenComparing(StoredContainer::id);

    private final SessionFactory sessions;
    private final AtomicLong changes = new AtomicLong();
    private final Map<String, StoredContainer> byId = new ConcurrentHashMap<>();
    private final Map<String, String> idByName = new ConcurrentHashMap<>();

    /// Hibernate's stateless sessions write a row by one statement: nothing is read or compared before.
    ContainerTable(ContainerRows rows, EntityManagerFactory entities) {
        this.sessions = entities.unwrap(SessionFactory.class);
        for (ContainerRow row : rows.findAll()) {
            remember(ContainerRowCodec.fromRow(row));
        }
    }

    /// Newest first.
    List<StoredContainer> all() {
        return byId.values().stream().sorted(NEWEST_FIRST).toList();
    }

    Optional<StoredContainer> findById(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// By id, name (a slash before it is allowed), or unambiguous beginning of an id, in this order, as Docker
    /// does.
    Optional<StoredContainer> find(String nameOrId) {
        StoredContainer byFullId = byId.get(nameOrId);
        if (byFullId != null) {
            return Optional.of(byFullId);
        }
        String name = nameOrId.startsWith("/") ? nameOrId.substring(1) : nameOrId;
        String id = idByName.get(name);
        return id == null ? findByPrefix(nameOrId) : findById(id);
    }

    /// @throws NotFoundException in Docker's words
    StoredContainer get(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> new NotFoundException("No such container: " + nameOrId));
    }

    /// A container that a request names. An [InvalidInputException] if there is none: clients take "not found" from
    /// creating a container for a missing image, and pull that.
    StoredContainer named(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> new InvalidInputException("No such container: " + nameOrId));
    }

    boolean isNameTaken(String name) {
        return idByName.containsKey(name);
    }

    /// Takes a name for a container that is about to be inserted or renamed.
    ///
    /// @throws ConflictException in Docker's words if another container has it
    void reserveName(String name, String id) {
        String owner = idByName.putIfAbsent(name, id);
        if (owner != null && !owner.equals(id)) {
            throw new ConflictException("Conflict. The container name \"/" + name
                    + "\" is already in use by container \"" + owner
                    + "\". You have to remove (or rename) that container to be able to reuse that name.");
        }
    }

    void releaseName(String name, String id) {
        idByName.remove(name, id);
    }

    void insert(StoredContainer container) {
        sessions.inStatelessTransaction(session -> session.insert(ContainerRowCodec.toRow(container)));
        remember(container);
    }

    void update(StoredContainer container) {
        sessions.inStatelessTransaction(session -> session.update(ContainerRowCodec.toRow(container)));
        remember(container);
    }

    void delete(StoredContainer container) {
        sessions.inStatelessTransaction(session -> session.delete(ContainerRowCodec.toRow(container)));
        byId.remove(container.id());
        releaseName(container.name(), container.id());
        changes.incrementAndGet();
    }

    /// Grows with every change.
    long changes() {
        return changes.get();
    }

    private void remember(StoredContainer container) {
        byId.put(container.id(), container);
        idByName.put(container.name(), container.id());
        changes.incrementAndGet();
    }

    private Optional<StoredContainer> findByPrefix(String prefix) {
        if (!ID_PREFIX.matcher(prefix).matches()) {
            return Optional.empty();
        }
        List<StoredContainer> matches = byId.values().stream()
                .filter(container -> container.id().startsWith(prefix))
                .limit(2)
                .toList();
        if (matches.size() > 1) {
            throw new InvalidInputException("Multiple IDs found with provided prefix: " + prefix);
        }
        return matches.stream().findFirst();
    }
}
