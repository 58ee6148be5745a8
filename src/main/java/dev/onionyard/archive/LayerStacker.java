package dev.onionyard.archive;

import dev.onionyard.archive.ArchiveMember.LayerBlob;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerCopies;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts layers that were staged without parents onto the stacks that images want them on.
final class LayerStacker {

    private final LayerStore store;
    private final LayerCopies copies;
    private final ArchiveMembers members;
    private final LayerLeases.Lease lease;
    private final Map<LayerBlob, Layer> committed = new HashMap<>();

    LayerStacker(LayerStore store, ArchiveMembers members, LayerLeases.Lease lease) {
        this.store = store;
        this.copies = new LayerCopies(store);
        this.members = members;
        this.lease = lease;
    }

    List<Images.NewImage> complete(List<ArchivedImage> images) throws IOException {
        var complete = new ArrayList<Images.NewImage>(images.size());
        for (ArchivedImage image : images) {
            complete.add(new Images.NewImage(
                    image.config(), stack(image), image.tags(), Image.Origin.RESTORE, image.parent()));
        }
        return complete;
    }

    private List<LayerId> stack(ArchivedImage image) throws IOException {
        var stack = new ArrayList<LayerId>(image.layers().size());
        for (int i = 0; i < image.layers().size(); i++) {
            DiffId diffId = image.config().diffIds().get(i);
            stack.add(layer(image.layers().get(i), diffId, List.copyOf(stack)).id());
        }
        return stack;
    }

    private Layer layer(String path, DiffId diffId, List<LayerId> parents) throws IOException {
        Optional<Layer> stored = store.find(diffId, parents);
        if (stored.isPresent()) {
            return stored.get();
        }
        LayerBlob blob = members.layer(path);
        Layer before = committed.get(blob);
        Layer layer = before == null ? commit(blob, path, parents) : copies.onto(before, parents);
        lease.brought(layer.id());
        committed.putIfAbsent(blob, layer);
        return layer;
    }

    private static Layer commit(LayerBlob blob, String path, List<LayerId> parents) throws IOException {
        try {
            return blob.staged().commit(parents);
        } catch (InvalidInputException e) {
            throw ArchiveReader.about(path, e);
        }
    }
}
