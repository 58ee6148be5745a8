package dev.onionyard.image;

import dev.onionyard.error.ConflictException;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Removes names and images as `docker rmi` does, with one difference: an image that a container or a child
/// image stands on is kept whatever is asked; force only takes its names away.
///
/// A parent that a build left without name goes with its last child.
@Component
class ImageRemover {

    private final ImageRows images;
    private final TagRows tags;
    private final ImageRowWriter rows;
    private final ImageCatalog catalog;
    private final LayerShares shares;
    private final ConfigCache configs;
    private final ImageRecordFiles records;
    private final ContainerUsage containers;
    private final LayerLeases leases;
    private final ImageLock lock;

    ImageRemover(
            ImageRows images,
            TagRows tags,
            ImageRowWriter rows,
            ImageCatalog catalog,
            LayerShares shares,
            ConfigCache configs,
            ImageRecordFiles records,
            ContainerUsage containers,
            LayerLeases leases,
            ImageLock lock) {
        this.images = images;
        this.tags = tags;
        this.rows = rows;
        this.catalog = catalog;
        this.shares = shares;
        this.configs = configs;
        this.records = records;
        this.containers = containers;
        this.leases = leases;
        this.lock = lock;
    }

    Images.Removal remove(ImageResolver.Target target, boolean force) {
        Images.Removal removal = lock.hold(() -> decide(target, force));
        leases.suspect(removal.deletedLayers());
        return removal;
    }

    Images.Dependants dependants(Image image) {
        return new Images.Dependants(
                containers.containersOf(image.id()),
                catalog.getAll(images.findChildIds(image.id().digest().hex())),
                shares.bytesOnlyIn(image.id(), containers.layersInUse()));
    }

    private Images.Removal decide(ImageResolver.Target target, boolean force) {
        ImageId image = target.image();
        List<TagRow> names = tags.findOf(image.digest().hex());
        if (target.name() != null && target.name().digest() != null && !names.isEmpty()) {
            return forgetDigest(target.name());
        }
        if (target.name() != null && names.size() > 1) {
            return untag(names.stream()
                    .filter(row -> row.reference().equals(target.name()))
                    .toList());
        }
        if (names.size() > 1 && !force) {
            throw refused(target, "it has several names (" + quoted(names) + "); remove them one by one, or force it");
        }
        String users = users(image);
        if (users.isEmpty()) {
            return delete(image);
        }
        if (!force || names.isEmpty()) {
            throw refused(target, users);
        }
        return untag(names);
    }

    /// Who stands on the image, as the reason of a refusal; empty if nobody does.
    private String users(ImageId image) {
        List<String> containerNames = containers.containersOf(image);
        List<String> children = images.findChildIds(image.digest().hex());
        var reasons = new ArrayList<String>();
        if (!containerNames.isEmpty()) {
            reasons.add("used by container "
                    + containerNames.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", ")));
        }
        if (!children.isEmpty()) {
            reasons.add("parent of image "
                    + children.stream().map(this::displayName).collect(Collectors.joining(", ")));
        }
        return reasons.isEmpty() ? "" : "it is " + String.join(" and ", reasons) + "; remove that first";
    }

    private String displayName(String imageId) {
        List<TagRow> names = tags.findOf(imageId);
        return "\""
                + (names.isEmpty()
                        ? imageId.substring(0, 12)
                        : names.getFirst().reference().familiar()) + "\"";
    }

    private Images.Removal untag(List<TagRow> names) {
        return lock.commit(() -> new Images.Removal(rows.removeNames(names), List.of(), List.of(), 0));
    }

    private Images.Removal forgetDigest(ImageReference name) {
        return lock.commit(() -> {
            rows.removeDigest(name);
            return new Images.Removal(List.of(name), List.of(), List.of(), 0);
        });
    }

    private Images.Removal delete(ImageId image) {
        ImageRow row = images.findWithLayersById(image.digest().hex())
                .orElseThrow(() -> ImageResolver.noSuchImage(image.toString()));
        Images.Removal removal = delete(row);
        return leftoverParent(row)
                .map(this::delete)
                .map(parent -> joined(removal, parent))
                .orElse(removal);
    }

    private Images.Removal delete(ImageRow row) {
        // The record goes first: a crash after that leaves an image that lacks its record, not one that comes
        // back.
        records.remove(row.imageId());
        Set<LayerId> inUse = containers.layersInUse();
        Images.Removal removal = lock.commit(() -> {
            List<ImageReference> names = rows.names(row.getId());
            List<String> chains = row.chains();
            Set<LayerRow> orphans = rows.delete(row);
            return removal(row.imageId(), names, orphans, without(chains), inUse);
        });
        configs.remove(row.imageId());
        return removal;
    }

    private Optional<ImageId> leftoverParent(ImageRow child) {
        return Optional.ofNullable(child.parentId())
                .flatMap(images::findById)
                .filter(parent -> parent.origin() == Image.Origin.BUILD)
                .filter(parent -> tags.findOf(parent.getId()).isEmpty())
                .map(ImageRow::imageId)
                .filter(parent -> users(parent).isEmpty());
    }

    /// Those of an image's chains that no other image has.
    private List<ChainId> without(List<String> chains) {
        Set<String> left = chains.isEmpty() ? Set.of() : images.findChains(chains);
        return chains.stream()
                .distinct()
                .filter(chain -> !left.contains(chain))
                .map(chain -> new ChainId(new Digest(chain)))
                .toList();
    }

    private static Images.Removal removal(
            ImageId image,
            List<ImageReference> names,
            Set<LayerRow> orphans,
            List<ChainId> chains,
            Set<LayerId> inUse) {
        List<LayerRow> gone =
                orphans.stream().filter(row -> !inUse.contains(row.layerId())).toList();
        return new Images.Removal(
                names,
                List.of(image),
                gone.stream().map(LayerRow::layerId).toList(),
                chains,
                gone.stream().mapToLong(LayerRow::storedBytes).sum());
    }

    private static Images.Removal joined(Images.Removal first, Images.Removal second) {
        return new Images.Removal(
                joined(first.untagged(), second.untagged()),
                joined(first.deletedImages(), second.deletedImages()),
                joined(first.deletedLayers(), second.deletedLayers()),
                joined(first.deletedChains(), second.deletedChains()),
                first.freedBytes() + second.freedBytes());
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static String quoted(List<TagRow> names) {
        return names.stream()
                .map(row -> "\"" + row.reference().familiar() + "\"")
                .collect(Collectors.joining(", "));
    }

    private static ConflictException refused(ImageResolver.Target target, String reason) {
        String what = target.name() == null
                ? target.image().shortForm()
                : target.name().familiar();
        return new ConflictException("cannot remove image \"" + what + "\": " + reason);
    }
}
