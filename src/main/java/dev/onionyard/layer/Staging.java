package dev.onionyard.layer;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.oci.DiffId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A layer in its temporary directory, on its way into the store. As soon as it is written, and if it does not
/// depend on the layers below, it is finished and brought to the disk in the background, together with others that
/// are under way: then committing it is one rename.
final class Staging implements StagedLayer {

    private final FileLayerStore store;
    private final Path directory;
    private final LayerForm form;
    private final LayerPipeline pipeline;
    private final @Nullable DiffId expected;
    private final CompletableFuture<Optional<IndexFile.Summary>> finishedAhead;
    private boolean closed;

    Staging(
            FileLayerStore store,
            Path directory,
            LayerForm form,
            LayerPipeline pipeline,
            @Nullable DiffId expected,
            Executor threads) {
        this.store = store;
        this.directory = directory;
        this.form = form;
        this.pipeline = pipeline;
        this.expected = expected;
        this.finishedAhead = pipeline.finished().thenApplyAsync(none -> finishAhead(), threads);
    }

    LayerPipeline pipeline() {
        return pipeline;
    }

    @Override
    public DiffId diffId() throws IOException {
        DiffId actual = pipeline.hashed().diffId();
        if (expected != null && !expected.equals(actual)) {
            throw new InvalidInputException("cannot register layer: expected diff id \"" + expected
                    + "\", but the content has \"" + actual + "\"");
        }
        return actual;
    }

    @Override
    public Layer commit(List<LayerId> parents) throws IOException {
        if (closed) {
            throw new IllegalStateException("this staged layer was committed or closed before");
        }
        try {
            DiffId diffId = diffId();
            Optional<Layer> present = store.find(diffId, parents);
            if (present.isPresent()) {
                return present.get();
            }
            Optional<IndexFile.Summary> ready = awaitFinishedAhead();
            return store.publish(directory, ready.isPresent() ? ready.get() : finish(diffId, parents));
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        pipeline.abort(new CancellationException("the staged layer was closed"));
        finishedAhead.handle((none, e) -> none).join();
        FileTrees.remove(directory);
    }

    /// Finishes a layer that is the same on all parents, unless it is stored or refused anyway.
    private Optional<IndexFile.Summary> finishAhead() {
        try {
            DiffId diffId = diffId();
            boolean isOpen = LowerLayers.matterTo(pipeline.tree());
            boolean isStored = store.find(diffId, List.of()).isPresent();
            return isOpen || isStored ? Optional.empty() : Optional.of(finish(diffId, List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<IndexFile.Summary> awaitFinishedAhead() throws IOException {
        try {
            return finishedAhead.join();
        } catch (CompletionException e) {
            throw LayerPipeline.rethrown(
                    e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause());
        }
    }

    /// Completes tree and index, and brings them to the disk.
    private IndexFile.Summary finish(DiffId diffId, List<LayerId> parents) throws IOException {
        LayerTree tree = pipeline.tree();
        boolean standsAlone = !LowerLayers.matterTo(tree);
        form.complete(directory, tree, store.lowerLayers(parents));
        var body = new IndexBody(tree, pipeline.payloadDigests());
        byte[] index = body.bytes();
        var summary = new IndexFile.Summary(
                standsAlone ? new LayerId(diffId.digest()) : store.chainId(diffId, parents),
                diffId,
                pipeline.hashed().bytes(),
                body.contentBytes(),
                body.storedBytes() + index.length + Files.size(directory.resolve(LayerPipeline.RECIPE)),
                body.entries(),
                standsAlone);
        IndexFile.write(directory.resolve(IndexFile.NAME), summary, index);
        store.sync();
        return summary;
    }
}
