package dev.onionyard.layer;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.DiffId;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Layers as directories: `home/layers/<hex of the id>` with `tree` (the extracted files, an overlay lower
/// directory), `index` ([IndexFile]), `recipe` ([RecipeWriter]) and, rarely, `payloads` ([TreeFiles]). The
/// directories are the truth: each tells by itself what it is, and a scan at start makes the list that is kept in
/// memory.
@Component
class FileLayerStore implements LayerStore, DisposableBean {

    private static final long LEAST_CACHE_BYTES = 16 << 20;

    private final LayerDirectories directories;
    private final LayerForm form;
    private final Map<LayerId, IndexFile.Summary> layers = new ConcurrentHashMap<>();
    private final Registrations registrations = new Registrations();
    private final IndexCache indexes =
            new IndexCache(Math.max(LEAST_CACHE_BYTES, Runtime.getRuntime().maxMemory() / 10), this::loadIndex);
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("layer-", 1).factory());

    @Autowired
    FileLayerStore(HomeDirectory home) {
        this(home.directory("layers"), new DirectoryForm(Privilege.ofThisProcess()));
    }

    FileLayerStore(Path directory, LayerForm form) {
        this.directories = new LayerDirectories(directory);
        this.form = form;
        directories.scan().forEach(summary -> layers.put(summary.id(), summary));
    }

    @Override
    public Layer register(InputStream tar, @Nullable DiffId expected, List<LayerId> parents, ProgressListener progress)
            throws IOException {
        if (expected == null) {
            return registerNow(tar, null, parents, progress);
        }
        try (Registrations.Turn turn = registrations.await(expected, progress)) {
            Optional<Layer> present = find(expected, parents);
            return present.isPresent() ? present.get() : registerNow(tar, turn.diffId(), parents, progress);
        }
    }

    @Override
    public StagedLayer stage(InputStream tar, @Nullable DiffId expected, ProgressListener progress) throws IOException {
        return stage(expected, progress, pipeline -> {
            var counted = new ReportingInput(tar, progress);
            try (InputStream plain =
                    new ExpansionLimit(Compression.plain(counted), counted::done, ExpansionLimit.FREE)) {
                pipeline.give(plain);
            }
        });
    }

    @Override
    public StagedLayer stageCapture(Path upper, List<LayerId> parents, List<String> leftOut, ProgressListener progress)
            throws IOException {
        TreeStack lower = stack(parents);
        return stage(null, progress, pipeline -> {
            try (var tar = new UpperTar(upper, leftOut, pipeline.sink(), progress)) {
                tar.write(lower);
            }
        });
    }

    @Override
    public Layer write(TarBody body, List<LayerId> parents, ProgressListener progress) throws IOException {
        try (StagedLayer staged = stage(null, progress, pipeline -> {
            try (OutputStream sink = pipeline.sink()) {
                body.writeTo(sink);
            }
        })) {
            return staged.commit(parents);
        }
    }

    @Override
    public Optional<Layer> find(DiffId diffId, List<LayerId> parents) {
        IndexFile.Summary onParents = layers.get(chainId(diffId, parents));
        if (onParents != null) {
            return Optional.of(layer(onParents));
        }
        IndexFile.Summary alone = layers.get(new LayerId(diffId.digest()));
        return alone != null && alone.standsAlone() ? Optional.of(layer(alone)) : Optional.empty();
    }

    @Override
    public Layer get(LayerId id) {
        return layer(summary(id));
    }

    @Override
    public List<Layer> all() {
        return layers.values().stream()
                .map(this::layer)
                .sorted(Comparator.comparing(layer -> layer.id().digest()))
                .toList();
    }

    @Override
    public LayerIndex index(LayerId id) {
        return storedIndex(id);
    }

    @Override
    public void writeTar(LayerId id, OutputStream out, ProgressListener progress) throws IOException {
        form.writeTar(directories.of(id), storedIndex(id), new ReportingOutput(out, progress));
    }

    @Override
    public void verify(LayerId id, ProgressListener progress) throws IOException {
        form.verify(directories.of(id), get(id), storedIndex(id), progress);
    }

    @Override
    public void remove(LayerId id) throws IOException {
        summary(id);
        layers.remove(id);
        indexes.remove(id);
        directories.remove(id);
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }

    /// The index as this module reads it.
    StoredIndex storedIndex(LayerId id) {
        summary(id);
        return indexes.get(id);
    }

    LowerLayers lowerLayers(List<LayerId> parents) {
        return new LowerLayers(
                stack(parents), parents.stream().map(directories::tree).toList());
    }

    /// Layers as one tree.
    ///
    /// @param layers bottom first
    TreeStack stack(List<LayerId> layers) {
        return new TreeStack(layers.stream().map(this::storedIndex).toList());
    }

    /// The name of a layer that depends on its parents.
    LayerId chainId(DiffId diffId, List<LayerId> parents) {
        List<DiffId> stack = new ArrayList<>();
        parents.forEach(parent -> stack.add(summary(parent).diffId()));
        stack.add(diffId);
        return new LayerId(ChainId.ofStack(stack).getLast().digest());
    }

    /// Returns when everything that was written before the call is on the disk.
    void sync() {
        directories.sync();
    }

    /// Makes a finished directory, which is on the disk, a layer.
    Layer publish(Path directory, IndexFile.Summary summary) throws IOException {
        directories.publish(directory, summary.id());
        layers.put(summary.id(), summary);
        return layer(summary);
    }

    private interface Giver {
        void give(LayerPipeline pipeline) throws IOException;
    }

    private Layer registerNow(
            InputStream tar, @Nullable DiffId expected, List<LayerId> parents, ProgressListener progress)
            throws IOException {
        parents.forEach(this::summary);
        try (StagedLayer staged = stage(tar, expected, progress)) {
            return staged.commit(parents);
        }
    }

    private Staging stage(@Nullable DiffId expected, ProgressListener progress, Giver giver) throws IOException {
        registrations.enter(progress);
        Staging staging = begin(expected);
        try {
            giver.give(staging.pipeline());
            return staging;
        } catch (Throwable e) {
            staging.pipeline().abort(e);
            try {
                // If a thread of the pipeline failed first, that is what went wrong.
                staging.pipeline().await();
                throw e;
            } finally {
                staging.close();
            }
        }
    }

    private Staging begin(@Nullable DiffId expected) throws IOException {
        Path directory = null;
        try {
            directory = directories.createTemporary();
            var pipeline = new LayerPipeline(directory, form, threads);
            pipeline.finished().whenComplete((none, e) -> registrations.leave());
            return new Staging(this, directory, form, pipeline, expected, threads);
        } catch (Throwable e) {
            registrations.leave();
            if (directory != null) {
                FileTrees.remove(directory);
            }
            throw e;
        }
    }

    private IndexFile.Summary summary(LayerId id) {
        IndexFile.Summary summary = layers.get(id);
        if (summary == null) {
            throw new NotFoundException("cannot use layer \"" + id + "\": it is not stored");
        }
        return summary;
    }

    private Layer layer(IndexFile.Summary summary) {
        return new Layer(
                summary.id(),
                summary.diffId(),
                summary.tarBytes(),
                summary.contentBytes(),
                summary.storedBytes(),
                summary.entries(),
                directories.tree(summary.id()));
    }

    private StoredIndex loadIndex(LayerId id) {
        try {
            return IndexFile.read(directories.index(id));
        } catch (IOException e) {
            throw new UnavailableException("cannot read the index of layer \"" + id + "\": " + e.getMessage(), e);
        }
    }
}
