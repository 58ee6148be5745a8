package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits until all processes of a container really hold still: the runtime only asks the kernel to freeze them,
/// and a process that is busy in the kernel goes on for a moment (cgroup-v1 freezer-subsystem.rst, `FREEZING`).
final class Freezer {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 500_000;

    private Freezer() {}

    static void awaitFrozen(String id) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isFrozen(id)) {
            if (System.nanoTime() > deadline) {
                throw new UnavailableException("cannot pause container \"" + id.substring(0, 12)
                        + "\": its processes did not stop within " + LIMIT.toSeconds() + " s");
            }
            // Version 1 has no event for this.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean isFrozen(String id) {
        String group = OciRuntimeSpecJson.CGROUP_PARENT.substring(1) + id;
        Path file = switch (CgroupVersion.ofHost()) {
            case V1 -> CgroupVersion.MOUNT.resolve("freezer").resolve(group).resolve("freezer.state");
            case V2 -> CgroupVersion.MOUNT.resolve(group).resolve("cgroup.events");
        };
        try {
            String text = Files.readString(file);
            return text.contains("FROZEN") || text.contains("frozen 1");
        } catch (IOException e) {
            throw new UnavailableException("cannot pause container \"" + id.substring(0, 12) + "\": it has ended", e);
        }
    }
}
