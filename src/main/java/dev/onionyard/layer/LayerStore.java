package dev.onionyard.layer;

import dev.onionyard.oci.DiffId;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps layers. Life of a layer: bytes go to a temporary directory on the same file system; when digest, tree and
/// index are complete and synced, one rename makes it visible; until [#remove] it never changes. What a crash
/// leaves behind is temporary and swept at the next start. Registering a layer that is already stored returns the
/// stored one.
///
/// Safe for use by several threads; two registrations of the same layer at once end as one.
public interface LayerStore {

    /// Registers a layer from its tar, plain or compressed (gzip, zstd; told by magic bytes), in one pass.
    ///
    /// If the layer is stored already, `tar` is not read.
    ///
    /// @param expected the diff id the bytes must have, or null to take them as they are
    /// @param parents the layers below, bottom first
    /// @param progress advanced by the bytes read from `tar`
    /// @throws dev.onionyard.error.InvalidInputException if the tar is malformed, hostile, or has another diff
    ///     id; the message names the entry; nothing remains
    Layer register(InputStream tar, @Nullable DiffId expected, List<LayerId> parents, ProgressListener progress)
            throws IOException;

    /// Begins to register a layer whose parents are not known yet, as it is with an archive that tells them at its
    /// end. Reads `tar` to its end on the calling thread and returns as soon as it is read: hashing and writing go
    /// on meanwhile, so that the next layer of the same stream can be read. At most a few layers are under way at
    /// once; one more waits here.
    ///
    /// @param expected the diff id the bytes must have, or null; checked by [StagedLayer#diffId]
    /// @param progress advanced by the bytes read from `tar`
    /// @throws dev.onionyard.error.InvalidInputException if the tar is malformed or hostile, where that is known
    ///     before the end
    StagedLayer stage(InputStream tar, @Nullable DiffId expected, ProgressListener progress) throws IOException;

    /// Captures a container's writable layer (an overlay upper directory) as a layer, in one pass. `upper` is left
    /// as it is. Entries are written in path order; overlay's whiteouts and opaque marks become `.wh.` entries.
    /// Paths in `leftOut` and what is below them are not captured (mount points the runtime made).
    default Layer capture(Path upper, List<LayerId> parents, List<String> leftOut, ProgressListener progress)
            throws IOException {
        try (StagedLayer staged = stageCapture(upper, parents, leftOut, progress)) {
            return staged.commit(parents);
        }
    }

    /// Begins to capture a writable layer. Returns as soon as `upper` is read: it may change again then.
    StagedLayer stageCapture(Path upper, List<LayerId> parents, List<String> leftOut, ProgressListener progress)
            throws IOException;

    /// Registers a layer whose tar the caller makes, in one pass: `body` writes it, ends it, and need not close the
    /// stream. What `body` throws comes through, and nothing remains.
    ///
    /// @param parents the layers below, bottom first
    Layer write(TarBody body, List<LayerId> parents, ProgressListener progress) throws IOException;

    /// Writes a whole tar.
    interface TarBody {
        void writeTo(OutputStream out) throws IOException;
    }

    /// The stored layer with this diff id on top of `parents` (bottom first), if there is one.
    Optional<Layer> find(DiffId diffId, List<LayerId> parents);

    /// @throws dev.onionyard.error.NotFoundException if it is not stored
    Layer get(LayerId id);

    List<Layer> all();

    /// The layer's index; kept in memory for a while after use.
    LayerIndex index(LayerId id);

    /// Writes the layer's uncompressed tar, bit for bit as it was registered ([Layer#tarBytes] bytes).
    ///
    /// @throws dev.onionyard.error.CorruptedException if a file of the tree has changed on disk
    void writeTar(LayerId id, OutputStream out, ProgressListener progress) throws IOException;

    /// Reads the whole layer and compares it with its digest.
    ///
    /// @throws dev.onionyard.error.CorruptedException with the first path that differs
    void verify(LayerId id, ProgressListener progress) throws IOException;

    /// Removes a layer. The caller has made sure that no image or container uses it.
    void remove(LayerId id) throws IOException;
}
