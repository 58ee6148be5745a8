package dev.onionyard.distribution;

import dev.onionyard.distribution.ImageTransfers.LayerCompression;
import dev.onionyard.distribution.ImageTransfers.PushRequest;
import dev.onionyard.distribution.ImageTransfers.Pushed;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.image.ImageOrigins;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerBlobs;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Manifest;
import dev.onionyard.oci.ManifestJson;
import dev.onionyard.oci.MediaType;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.RegistrySession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/// Sends an image: its layers, a few at once, then the configuration, then the manifest, so that the name in the
/// registry never leads to something incomplete.
@Component
class ImagePusher {

    private static final int AT_ONCE = 3;

    private final RegistrySessions sessions;
    private final LayerStore store;
    private final LayerLeases leases;
    private final LayerCompressor compressor;
    private final Images images;
    private final ImageOrigins origins;
    private final LayerBlobs blobs;

    ImagePusher(
            RegistrySessions sessions,
            LayerStore store,
            LayerLeases leases,
            LayerCompressor compressor,
            Images images,
            ImageOrigins origins,
            LayerBlobs blobs) {
        this.sessions = sessions;
        this.store = store;
        this.leases = leases;
        this.compressor = compressor;
        this.images = images;
        this.origins = origins;
        this.blobs = blobs;
    }

    Pushed push(PushRequest request, ProgressListener progress) throws IOException {
        ImageReference target = request.target().withDefaultTag();
        if (target.digest() != null) {
            throw new InvalidInputException("cannot push a digest reference");
        }
        try (LayerLeases.Lease lease = leases.open()) {
            Image image = images.get(request.image());
            RegistrySession session = sessions.open(target.domain(), request.credential(), progress);
            var sent = new AtomicLong();
            progress.phase(Phase.WRITING);
            var layers = new LayerPush(session, target, request.compression(), blobs, compressor, sent);
            Map<LayerId, Descriptor> pushed = pushLayers(image, layers, progress);
            Descriptor config = pushConfig(image, request.compression(), session, target, sent);
            byte[] manifest = manifest(image, config, pushed, request.compression());
            putManifest(session, target, request.compression(), manifest, sent);
            Digest digest = Digest.of(manifest);
            origins.remember(image.id(), target, digest);
            progress.phase(Phase.DONE);
            return new Pushed(image, target, digest, manifest.length, sent.get());
        }
    }

    private Map<LayerId, Descriptor> pushLayers(Image image, LayerPush push, ProgressListener progress)
            throws IOException {
        var parts = new LinkedHashMap<LayerId, ProgressListener>();
        for (LayerId layer : new LinkedHashSet<>(image.layers())) {
            Digest diffId = store.get(layer).diffId().digest();
            ProgressListener part = progress.part(diffId.toString(), diffId.shortForm());
            part.phase(Phase.WAITING);
            parts.put(layer, part);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().daemon().name("push-", 1).factory())) {
            var running = new LinkedHashMap<LayerId, Future<Descriptor>>();
            parts.forEach((layer, part) -> running.put(layer, threads.submit(() -> push.run(store.get(layer), part))));
            try {
                return results(running);
            } catch (IOException | RuntimeException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private static Map<LayerId, Descriptor> results(Map<LayerId, Future<Descriptor>> running) throws IOException {
        var results = new LinkedHashMap<LayerId, Descriptor>();
        for (Map.Entry<LayerId, Future<Descriptor>> layer : running.entrySet()) {
            try {
                results.put(layer.getKey(), layer.getValue().get());
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException cause -> throw cause;
                    case RuntimeException cause -> throw cause;
                    case null, default -> throw new IOException(e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while pushing", e);
            }
        }
        return results;
    }

    private static Descriptor pushConfig(
            Image image, LayerCompression compression, RegistrySession session, ImageReference target, AtomicLong sent)
            throws IOException {
        byte[] json = image.config().json();
        Descriptor config = Descriptor.of(
                isOci(compression) ? MediaType.OCI_CONFIG : MediaType.DOCKER_CONFIG,
                image.id().digest(),
                json.length);
        if (!session.hasBlob(target, config.digest())) {
            session.upload(
                    target,
                    config,
                    offset -> new ByteArrayInputStream(json, (int) offset, json.length - (int) offset),
                    ProgressListener.NONE);
            sent.addAndGet(json.length);
        }
        return config;
    }

    private byte[] manifest(
            Image image, Descriptor config, Map<LayerId, Descriptor> pushed, LayerCompression compression) {
        boolean oci = isOci(compression);
        List<Descriptor> layers = image.layers().stream()
                .map(layer -> Optional.ofNullable(pushed.get(layer)).orElseThrow())
                .map(blob -> LayerCompressor.typed(blob, oci))
                .toList();
        return ManifestJson.write(
                new Manifest(oci ? MediaType.OCI_MANIFEST : MediaType.DOCKER_MANIFEST, config, layers));
    }

    /// Nothing is sent if the tag names just that already.
    private static void putManifest(
            RegistrySession session,
            ImageReference target,
            LayerCompression compression,
            byte[] manifest,
            AtomicLong sent) {
        Optional<Descriptor> present = session.findManifest(target);
        if (present.filter(found -> found.digest().equals(Digest.of(manifest))).isEmpty()) {
            session.putManifest(
                    target, isOci(compression) ? MediaType.OCI_MANIFEST : MediaType.DOCKER_MANIFEST, manifest);
            sent.addAndGet(manifest.length);
        }
    }

    private static boolean isOci(LayerCompression compression) {
        return compression == LayerCompression.ZSTD;
    }
}
