package dev.onionyard.image;

import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Writes the rows of images, layers and names. Every method belongs into a transaction of its caller.
@Component
class ImageRowWriter {

    private final ImageRows images;
    private final LayerRows layers;
    private final TagRows tags;
    private final ImageDigestRows digests;

    ImageRowWriter(ImageRows images, LayerRows layers, TagRows tags, ImageDigestRows digests) {
        this.images = images;
        this.layers = layers;
        this.tags = tags;
        this.digests = digests;
    }

    boolean exists(ImageId id) {
        return images.existsById(id.digest().hex());
    }

    /// @param stored the layers of the image, bottom first
    /// @return the record as the rows have it: without a parent that is not here
    ImageRecord insert(ImageRecord record, ImageConfig config, List<Layer> stored) {
        ImageRecord known = record.parent() != null && exists(record.parent())
                ? record
                : new ImageRecord(record.id(), record.layers(), record.stored(), record.origin(), null);
        long contentBytes = stored.stream().mapToLong(Layer::contentBytes).sum();
        images.save(new ImageRow(
                known,
                LayerPlace.stack(known.layers(), config.diffIds()),
                contentBytes,
                config.content().created(),
                ImageLabels.searchText(config)));
        // A layer may be in an image twice; it counts once.
        new LinkedHashSet<>(stored).forEach(this::addImage);
        return known;
    }

    private void addImage(Layer layer) {
        LayerRow row = layers.findById(layer.id().digest().hex()).orElseGet(() -> layers.save(new LayerRow(layer)));
        row.addImage();
    }

    /// Points names at an image, taking them from others.
    ///
    /// @return those that did not point at it before
    List<ImageReference> point(List<ImageReference> references, ImageId image) {
        var moved = new ArrayList<ImageReference>();
        for (ImageReference reference : references) {
            ImageReference full = reference.withDefaultTag();
            if (point(full, image.digest().hex())) {
                moved.add(full);
            }
        }
        return moved;
    }

    private boolean point(ImageReference reference, String image) {
        Optional<TagRow> known = tags.findById(reference.toString());
        if (known.isEmpty()) {
            tags.save(new TagRow(reference, image));
            return true;
        }
        return known.get().pointTo(image);
    }

    /// Removes names, and with the last name of a repository what its registry calls the image.
    ///
    /// @param rows names of one image
    /// @return all names that went, in the order in which Docker tells them
    List<ImageReference> removeNames(List<TagRow> rows) {
        var gone = new ArrayList<ImageReference>();
        for (TagRow row : rows) {
            tags.delete(row);
            gone.add(row.reference());
            String repository = row.reference().repository();
            if (tags.findOf(row.imageId()).stream().noneMatch(other -> isOf(repository, other.reference()))) {
                gone.addAll(removeDigests(row.imageId(), repository));
            }
        }
        return gone;
    }

    private List<ImageReference> removeDigests(String imageId, String repository) {
        List<ImageDigestRow> known = digests.findOf(imageId).stream()
                .filter(row -> isOf(repository, row.reference()))
                .toList();
        digests.deleteAll(known);
        return known.stream().map(ImageDigestRow::reference).toList();
    }

    private static boolean isOf(String repository, ImageReference reference) {
        return reference.repository().equals(repository);
    }

    /// Removes what a registry calls an image.
    void removeDigest(ImageReference reference) {
        digests.deleteById(reference.toString());
    }

    /// All names of an image: its tags, then what registries call it.
    List<ImageReference> names(String imageId) {
        return Stream.concat(
                        tags.findOf(imageId).stream().map(TagRow::reference),
                        digests.findOf(imageId).stream().map(ImageDigestRow::reference))
                .toList();
    }

    /// Removes an image and what only it had.
    ///
    /// @return the layers that no image has any more
    Set<LayerRow> delete(ImageRow image) {
        tags.deleteAll(tags.findOf(image.getId()));
        digests.deleteAll(digests.findOf(image.getId()));
        var orphans = new HashSet<LayerRow>();
        for (LayerId layer : new LinkedHashSet<>(image.layerIds())) {
            layers.findById(layer.digest().hex()).filter(LayerRow::dropImage).ifPresent(orphans::add);
        }
        layers.deleteAll(orphans);
        images.delete(image);
        return orphans;
    }
}
