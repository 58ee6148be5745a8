package dev.onionyard.layer;

import dev.onionyard.oci.DiffId;
import java.nio.file.Path;

/// A stored layer. Immutable: what is visible under a [LayerId] never changes until it is removed.
///
/// @param tarBytes length of the uncompressed tar
/// @param contentBytes bytes of all regular files in it, each hard-linked file once (Docker's layer size)
/// @param storedBytes what it takes on disk: file blocks and index
/// @param entries number of entries, whiteouts included
/// @param tree its extracted tree, an overlay lower directory
public record Layer(
        LayerId id, DiffId diffId, long tarBytes, long contentBytes, long storedBytes, long entries, Path tree) {}
