package dev.onionyard.archive;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.layer.StagedLayer;
import dev.onionyard.oci.Digest;
import org.jspecify.annotations.Nullable;

/// What one entry of an archive turned out to be.
sealed interface ArchiveMember {

    /// JSON, kept in memory.
    record Document(byte[] content) implements ArchiveMember {}

    /// Something that starts like a layer, and is being stored as one.
    ///
    /// @param size of the entry in bytes, compressed or not
    /// @param digest of the entry's bytes, or null if they are the plain tar, whose digest is the diff id
    record LayerBlob(
            StagedLayer staged, long size, @Nullable Digest digest) implements ArchiveMember {}

    /// Another name for an entry.
    ///
    /// @param target path within the archive
    record Link(String target) implements ArchiveMember {}

    /// Something that cannot be a part of an image. It matters only if an image names it.
    record Unusable(InvalidInputException reason) implements ArchiveMember {}
}
