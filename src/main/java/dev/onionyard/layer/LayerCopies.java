package dev.onionyard.layer;

import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Registers stored layers once more, on other parents. Needed only where one layer stands on two stacks and
/// its tree depends on them, so it may take the way through a file.
public record LayerCopies(LayerStore store) {

    /// The layer on top of `parents` (bottom first); what is there already is given.
    public Layer onto(Layer layer, List<LayerId> parents) throws IOException {
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
