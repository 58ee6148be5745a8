package dev.onionyard.distribution;

import dev.onionyard.distribution.ImageTransfers.PullRequest;
import dev.onionyard.distribution.ImageTransfers.Pulled;
import dev.onionyard.image.Image;
import dev.onionyard.image.ImageOrigins;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerBlobs;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.RegistrySession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Fetches an image: resolve the name, fetch the layers that are not here, commit them bottom first, register the
/// image. Layers that it committed go again with its lease if it fails.
@Component
class ImagePuller {

    private final RegistrySessions sessions;
    private final LayerStore store;
    private final LayerDownloads downloads;
    private final LayerLeases leases;
    private final Images images;
    private final ImageOrigins origins;
    private final LayerBlobs blobs;

    ImagePuller(
            RegistrySessions sessions,
            LayerStore store,
            LayerDownloads downloads,
            LayerLeases leases,
            Images images,
            ImageOrigins origins,
            LayerBlobs blobs) {
        this.sessions = sessions;
        this.store = store;
        this.downloads = downloads;
        this.leases = leases;
        this.images = images;
        this.origins = origins;
        this.blobs = blobs;
    }

    Pulled pull(PullRequest request, ProgressListener progress) throws IOException {
        ImageReference reference = request.reference().withDefaultTag();
        RegistrySession session = sessions.open(reference.domain(), request.credential(), progress);
        progress.phase(Phase.WAITING);
        ResolvedImage found = new ManifestResolver(session, request.platform()).resolve(reference);
        Optional<Image> before = images.find(reference.toString());
        progress.phase(Phase.RECEIVING);
        Image image = fetch(found, session, progress);
        origins.remember(image.id(), reference, found.top().digest());
        remember(found);
        progress.phase(Phase.DONE);
        boolean newer = before.filter(known -> known.id().equals(image.id())).isEmpty();
        return new Pulled(image, reference, found.top().digest(), newer);
    }

    private Image fetch(ResolvedImage found, RegistrySession session, ProgressListener progress) throws IOException {
        List<ImageReference> tags = found.reference().digest() == null ? List.of(found.reference()) : List.of();
        try (LayerLeases.Lease lease = leases.open();
                Sources sources = new Sources()) {
            Optional<Image> known = images.find(found.config().id().toString());
            if (known.isPresent()) {
                return images.register(found.config(), known.get().layers(), tags, Image.Origin.PULL, null);
            }
            for (int i = 0; i < found.manifest().layers().size(); i++) {
                sources.add(source(found, i, session, progress));
            }
            List<LayerId> stack = commit(sources, lease, progress);
            return images.register(found.config(), stack, tags, Image.Origin.PULL, null);
        }
    }

    /// Where a layer comes from: a download, or the store.
    private sealed interface Source {
        record Fetched(LayerDownloads.Share share) implements Source {}

        record Stored(Layer layer) implements Source {}
    }

    private Source source(ResolvedImage found, int place, RegistrySession session, ProgressListener progress) {
        Descriptor blob = found.manifest().layers().get(place);
        DiffId layer = found.config().diffIds().get(place);
        ProgressListener part =
                progress.part(blob.digest().toString(), blob.digest().shortForm());
        Optional<Layer> stored =
                LayerStacks.find(store, layer, found.config().diffIds().subList(0, place));
        if (stored.isPresent()) {
            part.phase(Phase.PRESENT);
            return new Source.Stored(stored.get());
        }
        return new Source.Fetched(downloads.join(session, found.reference(), blob, layer, part));
    }

    private List<LayerId> commit(Sources sources, LayerLeases.Lease lease, ProgressListener progress)
            throws IOException {
        var stack = new ArrayList<LayerId>();
        for (Source source : sources.all) {
            List<LayerId> parents = List.copyOf(stack);
            Layer layer = switch (source) {
                case Source.Stored stored -> LayerStacks.onto(store, stored.layer(), parents);
                case Source.Fetched fetched -> fetched.share().commit(parents, progress);
            };
            lease.brought(layer.id());
            stack.add(layer.id());
        }
        return stack;
    }

    private void remember(ResolvedImage found) {
        var known = new ArrayList<LayerBlobs.LayerBlob>();
        for (int i = 0; i < found.manifest().layers().size(); i++) {
            Descriptor blob = found.manifest().layers().get(i);
            known.add(new LayerBlobs.LayerBlob(found.config().diffIds().get(i), blob));
        }
        blobs.remember(
                known,
                new LayerBlobs.Place(
                        found.reference().domain(), found.reference().path()));
    }

    /// Where the layers of one pull come from, bottom first.
    private static final class Sources implements AutoCloseable {

        private final List<Source> all = new ArrayList<>();

        void add(Source source) {
            all.add(source);
        }

        @Override
        public void close() {
            for (Source source : all) {
                if (source instanceof Source.Fetched fetched) {
                    fetched.share().close();
                }
            }
        }
    }
}
