package dev.onionyard.archive;

import dev.onionyard.archive.ArchiveMember.LayerBlob;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts layers that were staged without parents onto the stacks that images want them on.
final class LayerStacker {

    private final LayerStore store;
    private final ArchiveMembers members;
    private final LayerLeases.Lease lease;
    private final Map<LayerBlob, Layer> committed = new HashMap<>();

    LayerStacker(LayerStore store, ArchiveMembers members, LayerLeases.Lease lease) {
        this.store = store;
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
            stack.add(layer(members.layer(image.layers().get(i)), diffId, List.copyOf(stack))
                    .id());
        }
        return stack;
    }

    private Layer layer(LayerBlob blob, DiffId diffId, List<LayerId> parents) throws IOException {
        Optional<Layer> stored = store.find(diffId, parents);
        if (stored.isPresent()) {
            return stored.get();
        }
        Layer before = committed.get(blob);
        Layer layer = before == null ? blob.staged().commit(parents) : onOtherParents(before, parents);
        lease.brought(layer.id());
        committed.putIfAbsent(blob, layer);
        return layer;
    }

    /// One layer of the archive stands on two stacks and depends on them: rare enough to go through a file.
    private Layer onOtherParents(Layer layer, List<LayerId> parents) throws IOException {
        Path copy = Files.createTempFile("layer", ".tar");
        try {
            try (OutputStream out = Files.newOutputStream(copy)) {
                store.writeTar(layer.id(), out, ProgressListener.NONE);
            }
            try (InputStream in = Files.newInputStream(copy)) {
                return store.register(in, layer.diffId(), parents, ProgressListener.NONE);
            }
        } finally {
            Files.delete(copy);
        }
    }
}
