package dev.onionyard.build;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.image.LayerUsage;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// The build cache: rows that name layers. Rows and layers may differ after a crash; a row whose layer is gone is
/// as good as no row.
@Component
class StepCache implements BuildCache, LayerUsage {

    private final CachedStepRepository rows;
    private final LayerStore layers;
    private final LayerLeases leases;
    private final Images images;
    private final TransactionTemplate transaction;
    private final AuditTrail audit;
    private final Clock clock;

    StepCache(
            CachedStepRepository rows,
            LayerStore layers,
            LayerLeases leases,
            Images images,
            TransactionTemplate transaction,
            AuditTrail audit,
            Clock clock) {
        this.rows = rows;
        this.layers = layers;
        this.leases = leases;
        this.images = images;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /// What a step made before.
    ///
    /// @param layer null if it changed only the configuration
    /// @param madeBy where it ran, a [StepPlace] as text; empty if nobody knows
    record Made(@Nullable Layer layer, Instant created, String madeBy) {}

    /// The caller holds a lease, so that the layer stays.
    Optional<Made> find(String key) {
        return rows.findById(key).flatMap(this::found);
    }

    private Optional<Made> found(CachedStep step) {
        String layerId = step.layerId();
        if (layerId == null) {
            return Optional.of(new Made(null, step.createdAt(), step.madeBy()));
        }
        return stored(layerId).map(layer -> new Made(layer, step.createdAt(), step.madeBy()));
    }

    private Optional<Layer> stored(String layerId) {
        try {
            return Optional.of(layers.get(LayerId.parse(layerId)));
        } catch (dev.onionyard.error.NotFoundException e) {
            return Optional.empty();
        }
    }

    /// Remembers a step; one that is there already is replaced.
    void put(String key, Made made, String description) {
        String clipped = description.replace('\0', ' ');
        String shown = clipped.length() <= CachedStep.DESCRIPTION
                ? clipped
                : clipped.substring(0, CachedStep.DESCRIPTION - 1) + "…";
        transaction.executeWithoutResult(status -> {
            rows.deleteByIds(List.of(key));
            rows.save(new CachedStep(key, made, shown, clock.instant()));
        });
    }

    void markUsed(Collection<String> keys) {
        if (!keys.isEmpty()) {
            transaction.executeWithoutResult(status -> rows.markUsed(keys, clock.instant()));
        }
    }

    @Override
    public Set<LayerId> layersInUse() {
        return rows.layerIds().stream().map(LayerId::parse).collect(Collectors.toSet());
    }

    @Override
    public List<Entry> entries() {
        Set<LayerId> inImages = layersOfImages();
        return rows.findAllByOrderByUsedAtDesc().stream()
                .map(row -> entry(row, inImages))
                .toList();
    }

    private Entry entry(CachedStep row, Set<LayerId> inImages) {
        String layerId = row.layerId();
        boolean shared = layerId != null && inImages.contains(LayerId.parse(layerId));
        long bytes =
                layerId == null ? 0 : stored(layerId).map(Layer::storedBytes).orElse(0L);
        return new Entry(row.getId(), row.description(), bytes, shared, row.createdAt(), row.usedAt(), row.uses());
    }

    private Set<LayerId> layersOfImages() {
        return images.all().stream().map(Image::layers).flatMap(List::stream).collect(Collectors.toSet());
    }

    @Override
    public Pruned prune(boolean all, Duration unusedFor, long keepBytes) {
        return audit.record(AuditAct.of("build-cache.prune", "", ""), row -> {
            Pruned pruned = pruneNow(all, clock.instant().minus(unusedFor), keepBytes);
            row.after(pruned.entries().size() + " steps, " + pruned.freedBytes() + " bytes");
            return pruned;
        });
    }

    private Pruned pruneNow(boolean all, Instant before, long keepBytes) {
        List<Entry> entries = entries();
        Map<String, @Nullable String> layerOf = layersByEntry();
        long left = entries.stream()
                .filter(entry -> !entry.shared())
                .mapToLong(Entry::bytes)
                .sum();
        var chosen = new ArrayList<String>();
        var suspects = new HashSet<LayerId>();
        long freed = 0;
        for (Entry entry : entries.reversed()) {
            boolean candidate = (all || !entry.shared()) && !entry.lastUsed().isAfter(before);
            if (candidate && (keepBytes == 0 || left > keepBytes)) {
                chosen.add(entry.id());
                long own = entry.shared() ? 0 : entry.bytes();
                left -= own;
                freed += own;
                String layer = layerOf.get(entry.id());
                if (layer != null) {
                    suspects.add(LayerId.parse(layer));
                }
            }
        }
        forget(chosen, suspects);
        return new Pruned(List.copyOf(chosen), freed);
    }

    private Map<String, @Nullable String> layersByEntry() {
        var byEntry = new java.util.HashMap<String, @Nullable String>();
        rows.findAllByOrderByUsedAtDesc().forEach(row -> byEntry.put(row.getId(), row.layerId()));
        return byEntry;
    }

    /// Rows first; a crash in between leaves layers that the next start sweeps.
    private void forget(List<String> ids, Set<LayerId> suspects) {
        if (!ids.isEmpty()) {
            transaction.executeWithoutResult(status -> rows.deleteByIds(ids));
        }
        try (LayerLeases.Lease lease = leases.open()) {
            suspects.forEach(lease::brought);
        }
    }
}
