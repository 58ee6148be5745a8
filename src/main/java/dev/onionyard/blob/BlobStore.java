package dev.onionyard.blob;

import dev.onionyard.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps bytes under their digest. A blob is visible when it is whole, verified and on the disk, and never changes
/// until
/// it is removed. Storing what is there already changes nothing. What a crash leaves behind is temporary and swept
/// at the next start. Safe for use by several threads.
public interface BlobStore {

    /// Size is not known before.
    long UNKNOWN_SIZE = -1;

    /// Stores a stream, verified while it is written. Does not close the stream.
    ///
    /// @param expected the digest that the bytes must have, or null to take them as they are
    /// @param expectedSize the number of bytes there must be, or [#UNKNOWN_SIZE]; not a byte more is read
    /// @throws dev.onionyard.error.InvalidInputException if digest or size differ, naming expected and actual;
    ///     nothing remains
    Blob ingest(InputStream in, @Nullable Digest expected, long expectedSize) throws IOException;

    /// Stores bytes that are in memory, such as image JSON.
    Blob put(byte[] content);

    Optional<Blob> find(Digest digest);

    /// The blob's bytes as a stream, not verified; the caller closes it.
    ///
    /// @throws dev.onionyard.error.NotFoundException if it is not stored
    InputStream open(Digest digest) throws IOException;

    /// The blob's bytes in memory, verified: for image JSON, not for layers.
    ///
    /// @throws dev.onionyard.error.NotFoundException if it is not stored
    /// @throws dev.onionyard.error.CorruptedException if it no longer has its digest
    byte[] read(Digest digest);

    /// Removes a blob; false if it was not stored.
    boolean remove(Digest digest);

    /// Every stored blob.
    List<Blob> list();
}
