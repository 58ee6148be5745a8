package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.onionyard.error.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Mounts overlays by the mount interface of Linux 6.8 and later: one call a lower directory, so that their number is
/// not limited by one page of options.
final class OverlayMounter {

    private static final long FSOPEN_CLOEXEC = 1;
    private static final long FSMOUNT_CLOEXEC = 1;
    private static final long FSCONFIG_SET_STRING = 1;
    private static final long FSCONFIG_CMD_CREATE = 6;
    private static final long MOVE_MOUNT_F_EMPTY_PATH = 4;

    /// The kernel takes 256 bytes for a value, its end included.
    private static final int MAX_VALUE_BYTES = 255;

    private final Scratch scratch;

    OverlayMounter(Scratch scratch) {
        this.scratch = scratch;
    }

    /// @return false, with nothing mounted, if this kernel lacks the interface
    boolean mount(OverlayMount mount) {
        long context = scratch.call(SystemCall.FSOPEN, scratch.path("overlay"), FSOPEN_CLOEXEC);
        if (Errno.ENOSYS.is(context)) {
            return false;
        }
        expect(context, "open overlayfs for", mount.target(), -1);
        try (var paths = new ShortPaths(scratch, MAX_VALUE_BYTES)) {
            return configure(context, mount, paths) && create(context, mount);
        } finally {
            scratch.close(context);
        }
    }

    private boolean configure(long context, OverlayMount mount, ShortPaths paths) {
        boolean first = true;
        for (Path lower : mount.lowers()) {
            long result = set(context, "lowerdir+", paths.of(lower));
            if (first && Errno.EINVAL.is(result)) {
                return false; // Before Linux 6.8 the option is unknown.
            }
            expect(result, "use as lower directory", lower, context);
            first = false;
        }
        expect(set(context, "upperdir", paths.of(mount.upper())), "use as upper directory", mount.upper(), context);
        expect(set(context, "workdir", paths.of(mount.work())), "use as work directory", mount.work(), context);
        for (String option : OverlayOptions.FOR_COMPLETE_UPPER) {
            String[] pair = option.split("=");
            expect(set(context, pair[0], pair[1]), "set " + option + " for", mount.target(), context);
        }
        return true;
    }

    private boolean create(long context, OverlayMount mount) {
        Path target = mount.target();
        expect(scratch.call(SystemCall.FSCONFIG, context, FSCONFIG_CMD_CREATE), "mount on", target, context);
        long detached = scratch.call(SystemCall.FSMOUNT, context, FSMOUNT_CLOEXEC, 0);
        expect(detached, "mount on", target, context);
        try {
            long empty = scratch.path("");
            long to = scratch.otherPath(target.toString());
            long moved =
                    scratch.call(SystemCall.MOVE_MOUNT, detached, empty, Flags.AT_FDCWD, to, MOVE_MOUNT_F_EMPTY_PATH);
            expect(moved, "mount on", target, context);
            return true;
        } finally {
            scratch.close(detached);
        }
    }

    private long set(long context, String key, String value) {
        return scratch.call(
                SystemCall.FSCONFIG, context, FSCONFIG_SET_STRING, scratch.path(key), scratch.otherPath(value), 0);
    }

    private void expect(long result, String action, Path path, long context) {
        if (result >= 0) {
            return;
        }
        String log = context < 0 ? "" : kernelLog(context);
        var refused = KernelException.unavailable(action, path.toString(), result);
        throw log.isEmpty()
                ? refused
                : new UnavailableException(refused.getMessage() + " (" + log + ")", refused.getCause());
    }

    /// What the kernel says about the last failure: reading the context yields `e overlay: <sentence>`.
    private String kernelLog(long context) {
        var buffer = scratch.buffer();
        long length = scratch.call(SystemCall.READ, context, buffer.address(), 1024);
        if (length <= 2) {
            return "";
        }
        byte[] text = buffer.asSlice(0, length).toArray(JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8).substring(2).strip();
    }
}
