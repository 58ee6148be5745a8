package dev.onionyard.layer;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.oci.DiffId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A layer in its temporary directory, on its way into the store.
final class Staging implements StagedLayer {

    private final FileLayerStore store;
    private final Path directory;
    private final LayerForm form;
    private final LayerPipeline pipeline;
    private final @Nullable DiffId expected;
    private boolean closed;

    Staging(FileLayerStore store, Path directory, LayerForm form, LayerPipeline pipeline, @Nullable DiffId expected) {
        this.store = store;
        this.directory = directory;
        this.form = form;
        this.pipeline = pipeline;
        this.expected = expected;
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
            return present.isPresent() ? present.get() : finish(diffId, parents);
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
        pipeline.finished().handle((none, e) -> none).join();
        FileTrees.remove(directory);
    }

    private Layer finish(DiffId diffId, List<LayerId> parents) throws IOException {
        LayerTree tree = pipeline.tree();
        boolean standsAlone = !LowerLayers.matterTo(tree);
        form.complete(directory, tree, store.lowerLayers(standsAlone ? List.of() : parents));
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
        return store.publish(directory, summary);
    }
}
