package dev.onionyard.volume;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.home.HomeDirectory;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Volumes as directories with a row each. The directories are the truth: at start, a directory without a row gets one,
/// so data is never lost with a database.
@Component
class StoredVolumes implements Volumes, InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(StoredVolumes.class);

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Pattern MADE_UP_NAME = Pattern.compile("[0-9a-f]{64}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final VolumeRepository repository;
    private final AuditTrail audit;
    private final EngineEvents events;
    private final Clock clock;
    private final VolumeDirectories directories;
    private final ObjectProvider<VolumeUsage> usages;

    StoredVolumes(
            VolumeRepository repository,
            AuditTrail audit,
            EngineEvents events,
            Clock clock,
            HomeDirectory home,
            ObjectProvider<VolumeUsage> usages) {
        this.repository = repository;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.directories = new VolumeDirectories(home.directory("volumes"));
        this.usages = usages;
    }

    @Override
    public void afterPropertiesSet() {
        directories.sweep();
        Set<String> present = Set.copyOf(directories.present());
        Set<String> rows = repository.findAll().stream().map(VolumeEntity::name).collect(Collectors.toSet());
        present.stream().filter(name -> !rows.contains(name)).forEach(this::adopt);
        rows.stream().filter(name -> !present.contains(name)).forEach(this::forget);
    }

    @Override
    public List<Volume> all() {
        return repository.findAll().stream()
                .map(this::volume)
                .sorted(Comparator.comparing(Volume::name))
                .toList();
    }

    @Override
    public Optional<Volume> find(String name) {
        return repository.findById(name).map(this::volume);
    }

    @Override
    public Volume get(String name) {
        return find(name).orElseThrow(() -> new NotFoundException("get " + name + ": no such volume"));
    }

    @Override
    public Volume create(String name, Map<String, String> labels) {
        return create(name, labels, Map.of());
    }

    @Override
    public Volume create(String name, Map<String, String> labels, Map<String, String> options) {
        VolumeOptions.of(options).requireFolder();
        if (!NAME.matcher(name).matches() || name.length() > 255) {
            throw new InvalidInputException("cannot create volume \"" + name
                    + "\": its name must be letters, digits, \"_\", \".\" and \"-\", and begin with a letter or digit");
        }
        Volume volume = create(name, labels, options, false);
        if (!options.isEmpty() && !options.equals(volume.options())) {
            throw new ConflictException("cannot create volume \"" + name
                    + "\": a volume with the same name already exists with different driver options");
        }
        prepare(volume);
        return volume;
    }

    @Override
    public Volume createAnonymous(Map<String, String> labels) {
        byte[] name = new byte[32];
        RANDOM.nextBytes(name);
        return create(HexFormat.of().formatHex(name), labels, Map.of(), true);
    }

    @Override
    public synchronized void remove(String name) {
        Volume volume = get(name);
        audit.record(AuditAct.of("volume.remove", name, name), () -> {
            List<String> users = users(name);
            if (!users.isEmpty()) {
                throw new ConflictException(
                        "remove " + name + ": volume is in use - [" + String.join(", ", users) + "]");
            }
            // What is mounted there is not the volume's own and must not be emptied.
            directories.unmount(name);
            directories.detach(name);
            repository.deleteById(name);
            directories.sweep();
            publish("destroy", name);
            return volume;
        });
    }

    @Override
    public long bytesOnDisk(String name) {
        get(name);
        return directories.bytesOnDisk(name);
    }

    @Override
    public boolean isEmpty(String name) {
        get(name);
        return directories.isEmpty(name);
    }

    @Override
    public void prepare(String name) {
        prepare(get(name));
    }

    private static void prepare(Volume volume) {
        VolumeOptions.of(volume.options()).mount(volume.data());
    }

    @Override
    public List<Volume> unused() {
        return all().stream().filter(volume -> users(volume.name()).isEmpty()).toList();
    }

    @Override
    public Map<String, Long> prune(Predicate<Volume> which) {
        var removed = new LinkedHashMap<String, Long>();
        for (Volume volume : unused()) {
            if (which.test(volume)) {
                try {
                    long bytes = bytesOnDisk(volume.name());
                    remove(volume.name());
                    removed.put(volume.name(), bytes);
                } catch (ConflictException | NotFoundException e) {
                    log.debug("Volume {} is not for pruning any more: {}", volume.name(), e.getMessage());
                }
            }
        }
        long reclaimed = removed.values().stream().mapToLong(Long::longValue).sum();
        events.publish(EngineEvent.Type.VOLUME, "prune", "", Map.of("reclaimed", Long.toString(reclaimed)));
        return removed;
    }

    private synchronized Volume create(
            String name, Map<String, String> labels, Map<String, String> options, boolean anonymous) {
        return find(name)
                .orElseGet(() -> audit.record(AuditAct.of("volume.create", name, name), () -> {
                    directories.create(name);
                    VolumeEntity row = repository.save(new VolumeEntity(name, labels, anonymous, now(), options));
                    publish("create", name);
                    return volume(row);
                }));
    }

    @Override
    public List<String> users(String name) {
        return usages.stream()
                .flatMap(usage -> usage.containersUsing(name).stream())
                .toList();
    }

    private void adopt(String name) {
        log.info("Volume \"{}\" is on disk but was not known; it is now", name);
        boolean anonymous = MADE_UP_NAME.matcher(name).matches();
        directories.create(name);
        repository.save(new VolumeEntity(name, Map.of(), anonymous, now(), Map.of()));
    }

    private void forget(String name) {
        log.warn("Volume \"{}\" is gone from disk; it is forgotten", name);
        repository.deleteById(name);
    }

    private Volume volume(VolumeEntity row) {
        return row.toVolume(directories.data(row.name()));
    }

    /// As precise as the database keeps it, so that what is returned now equals what is read later.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void publish(String action, String name) {
        events.publish(EngineEvent.Type.VOLUME, action, name, Map.of("driver", "local"));
    }
}
