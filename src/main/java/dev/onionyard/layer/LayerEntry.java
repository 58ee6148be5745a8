package dev.onionyard.layer;

import dev.onionyard.oci.Digest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of a layer as its index has it.
///
/// @param path relative to the root, without leading or trailing slash; the whiteout of `a/b` has path `a/b`
/// @param size bytes of a regular file, else 0; a hard link has its target's
/// @param mode permission bits with setuid, setgid and sticky, without the file type
/// @param linkTarget of a symbolic or hard link, else empty
/// @param content digest of a regular file's bytes
/// @param opaque a folder that hides what lower layers have in it
/// @param implied a folder that the tar needs but does not name
/// @param deviceMajor of a device, else 0
public record LayerEntry(
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
        boolean opaque,
        boolean implied,
        int deviceMajor,
        int deviceMinor) {

    /// The kind of an entry.
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARD_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        FIFO,
        /// Hides the path that lower layers have.
        WHITEOUT
    }

    public LayerEntry {
        xattrs = Map.copyOf(xattrs);
    }

    /// The last component of the path.
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
