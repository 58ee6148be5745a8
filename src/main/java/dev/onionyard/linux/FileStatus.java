package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.time.Instant;

/// What `statx(2)` says about a file, symbolic links not followed.
///
/// @param mode permission bits with setuid, setgid and sticky, without the type
/// @param size in bytes; of a symbolic link the length of its target
/// @param blocks taken on disk, of 512 bytes each
/// @param device major and minor of the file system it is on, as one number; with `inode` it names the file
/// @param rdevMajor of a device node, else 0
/// @param modifiedSeconds since 1970, may be negative
/// @param modifiedNanos 0 to 999,999,999
public record FileStatus(
        FileType type,
        int mode,
        long uid,
        long gid,
        long size,
        long blocks,
        long links,
        long inode,
        long device,
        int rdevMajor,
        int rdevMinor,
        long modifiedSeconds,
        int modifiedNanos) {

    /// Size of `struct statx`.
    static final int STRUCT_BYTES = 256;

    /// STATX_BASIC_STATS: what stat(2) gives.
    static final int BASIC = 0x7ff;

    private static final long ATTRIBUTE_MOUNT_ROOT = 0x2000;

    public Instant modified() {
        return Instant.ofEpochSecond(modifiedSeconds, modifiedNanos);
    }

    public boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    public boolean isRegularFile() {
        return type == FileType.REGULAR;
    }

    /// Whether this is overlayfs's whiteout: a character device 0:0.
    public boolean isOverlayWhiteout() {
        return type == FileType.CHARACTER_DEVICE && rdevMajor == 0 && rdevMinor == 0;
    }

    /// Whether a `struct statx` is that of the root of a mount.
    static boolean isMountRoot(MemorySegment statx) {
        return (statx.get(JAVA_LONG, 8) & ATTRIBUTE_MOUNT_ROOT) != 0;
    }

    /// Reads a `struct statx`.
    static FileStatus read(MemorySegment statx) {
        int mode = Short.toUnsignedInt(statx.get(JAVA_SHORT, 28));
        return new FileStatus(
                FileType.ofMode(mode),
                mode & 07777,
                Integer.toUnsignedLong(statx.get(JAVA_INT, 20)),
                Integer.toUnsignedLong(statx.get(JAVA_INT, 24)),
                statx.get(JAVA_LONG, 40),
                statx.get(JAVA_LONG, 48),
                Integer.toUnsignedLong(statx.get(JAVA_INT, 16)),
                statx.get(JAVA_LONG, 32),
                (long) statx.get(JAVA_INT, 136) << 32 | statx.get(JAVA_INT, 140),
                statx.get(JAVA_INT, 128),
                statx.get(JAVA_INT, 132),
                statx.get(JAVA_LONG, 112),
                statx.get(JAVA_INT, 120));
    }
}
