package dev.onionyard.layer;

import dev.onionyard.oci.DiffId;
import java.io.IOException;
import java.util.List;

/// A layer that was read and is not yet in the store. Close it in any case: what was not committed is removed.
public interface StagedLayer extends AutoCloseable {

    /// The digest of the uncompressed tar; waits until all of it is hashed and written.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if the tar is malformed, hostile, or not the expected
    ///     one;
    ///     the message names the entry
    DiffId diffId() throws IOException;

    /// Makes it a layer on top of `parents` (bottom first). If that layer is stored already, gives the stored one.
    Layer commit(List<LayerId> parents) throws IOException;

    @Override
    void close();
}
