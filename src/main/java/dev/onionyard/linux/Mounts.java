package dev.onionyard.linux;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Mounts and unmounts file systems in the mount namespace of this process.
public final class Mounts {

    static final long MS_RDONLY = 1;
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    static final long MS_REMOUNT = 32;
    static final long MS_BIND = 4096;
    static final long MS_REC = 16384;
    static final long MS_PRIVATE = 1 << 18;
    private static final long MNT_DETACH = 2;
    private static final long UMOUNT_NOFOLLOW = 8;

    private Mounts() {}

    /// Mounts an overlay whose upper directory is complete in itself: files are copied up whole (no metacopy)
    /// and renamed folders too (no redirect_dir), so the upper directory can be read as a layer.
    ///
    /// @throws UnavailableException with the kernel's own sentence
    public static void overlay(OverlayMount mount) {
        try (var scratch = new Scratch()) {
            if (!new OverlayMounter(scratch).mount(mount)) {
                new LegacyOverlayMounter(scratch).mount(mount);
            }
        }
    }

    /// Shows `source` (a folder with what is mounted in it, or a file) at `target` too.
    public static void bind(Path source, Path target, boolean readOnly) {
        mount(source.toString(), target, "", MS_BIND | MS_REC, "");
        if (readOnly) {
            mount(source.toString(), target, "", MS_BIND | MS_REMOUNT | MS_RDONLY, "");
        }
    }

    /// Mounts an empty file system in memory.
    ///
    /// @param sizeBytes its limit, or 0 for the kernel's default (half of the memory)
    public static void tmpfs(Path target, long sizeBytes, int mode) {
        String size = sizeBytes == 0 ? "" : ",size=" + sizeBytes;
        mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, "mode=" + Integer.toOctalString(mode) + size);
    }

    /// As [#tmpfs(Path, long, int)], with options in the kernel's words (`size=10m,mode=700`).
    public static void tmpfs(Path target, String options) {
        mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, options);
    }

    /// Unmounts at once; who still has files open there keeps them.
    ///
    /// @return false if nothing was mounted there
    public static boolean unmount(Path target) {
        try (var scratch = new Scratch()) {
            long result =
                    scratch.call(SystemCall.UMOUNT, scratch.path(target.toString()), MNT_DETACH | UMOUNT_NOFOLLOW);
            if (Errno.EINVAL.is(result) || Errno.ENOENT.is(result)) {
                return false;
            }
            if (result < 0) {
                throw KernelException.unavailable("unmount", target.toString(), result);
            }
            return true;
        }
    }

    /// Everything mounted in this process's namespace, in the order of mounting.
    public static List<Mount> list() {
        try {
            // The kernel writes names as they are; they need not be UTF-8.
            return Mount.parseAll(Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UnavailableException("cannot list mounts: " + e.getMessage(), e);
        }
    }

    /// What is mounted at or below `directory`, the deepest first: the order to unmount in.
    public static List<Mount> below(Path directory) {
        return list().reversed().stream()
                .filter(mount -> mount.mountPoint().startsWith(directory))
                .toList();
    }

    /// Whether something is mounted exactly at `target`. Asks for the mark that the kernel puts on the root of a
    /// mount (Linux 5.8), which is faster than reading the list of mounts.
    public static boolean isMounted(Path target) {
        try (var scratch = new Scratch()) {
            long path = scratch.path(target.toString());
            long statx = scratch.struct.address();
            long result = scratch.call(
                    SystemCall.STATX, Flags.AT_FDCWD, path, Flags.AT_SYMLINK_NOFOLLOW, FileStatus.BASIC, statx);
            return result >= 0 && FileStatus.isMountRoot(scratch.struct);
        }
    }

    static void mount(String source, Path target, String fileSystem, long flags, String data) {
        try (var scratch = new Scratch()) {
            long sourceAddress = scratch.path(source);
            long targetAddress = scratch.otherPath(target.toString());
            var buffer = scratch.buffer();
            buffer.setString(0, fileSystem);
            buffer.setString(64, data);
            long result = scratch.call(
                    SystemCall.MOUNT, sourceAddress, targetAddress, buffer.address(), flags, buffer.address() + 64);
            if (result < 0) {
                throw KernelException.unavailable("mount on", target.toString(), result);
            }
        }
    }
}
