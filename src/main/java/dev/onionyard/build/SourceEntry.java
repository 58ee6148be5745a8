package dev.onionyard.build;

import dev.onionyard.oci.Digest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file or folder that a step may copy.
///
/// @param path in its tree, without slash at its ends; the root is empty
/// @param size bytes of a regular file, else 0
/// @param linkTarget of a symbolic link, else empty
/// @param xattrs those that are copied
/// @param content digest of a regular file's bytes, else null
/// @param inode the same text for all names of one file that has several, else empty
record SourceEntry(
        String path,
        Kind kind,
        long size,
        int mode,
        long uid,
        long gid,
        Instant modified,
        String linkTarget,
        Map<String, byte[]> xattrs,
        @Nullable Digest content,
        String inode,
        int deviceMajor,
        int deviceMinor) {

    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        FIFO
    }

    /// The root of a tree that does not name it.
    static SourceEntry root() {
        return new SourceEntry("", Kind.DIRECTORY, 0, 0755, 0, 0, Instant.EPOCH, "", Map.of(), null, "", 0, 0);
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
