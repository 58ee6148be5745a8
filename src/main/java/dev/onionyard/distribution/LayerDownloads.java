package dev.onionyard.distribution;

import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.RegistrySession;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// The downloads of this server, a few at once; two pulls that want the same blob share one.
@Component
class LayerDownloads implements DisposableBean {

    private static final int AT_ONCE = 3;

    private final LayerStore store;
    private final PartialBlobs partial;
    private final Map<Key, SharedDownload> running = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("download-", 1).factory());

    LayerDownloads(LayerStore store, PartialBlobs partial) {
        this.store = store;
        this.partial = partial;
    }

    /// The blob, and what it is said to be: a registry that lies about the latter fails alone.
    record Key(Digest blob, DiffId layer) {}

    /// Someone's share in a download; close it in any case.
    record Share(LayerDownloads downloads, Key key, SharedDownload download, ProgressListener watcher)
            implements AutoCloseable {

        /// Waits for the layer and puts it on top of `parents` (bottom first).
        ///
        /// @param work that waits, and may be cancelled
        Layer commit(List<LayerId> parents, ProgressListener work) throws IOException {
            Layer layer = download.commit(parents, work);
            watcher.phase(Phase.DONE);
            return layer;
        }

        @Override
        public void close() {
            downloads.leave(this);
        }
    }

    /// Begins to fetch a layer, or joins those who do.
    Share join(
            RegistrySession session,
            ImageReference repository,
            Descriptor blob,
            DiffId layer,
            ProgressListener progress) {
        var key = new Key(blob.digest(), layer);
        synchronized (running) {
            SharedDownload present = running.get(key);
            if (present != null && present.join(progress, false)) {
                return new Share(this, key, present, progress);
            }
            var download = new SharedDownload(store, layer, blob.size());
            download.join(progress, true);
            running.put(key, download);
            threads.execute(() -> download.run(new LayerFetch(store, partial, session, repository, blob, layer)));
            return new Share(this, key, download, progress);
        }
    }

    private void leave(Share share) {
        synchronized (running) {
            if (share.download().leave(share.watcher())) {
                running.remove(share.key(), share.download());
            }
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
