package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Freezes and thaws the control group of a container (freezer-subsystem.rst of cgroup version 1, `cgroup.freeze`
/// of version 2), which is all that the runtimes' own `pause` and `resume` do.
final class Freezer {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 500_000;

    /// @param file that is written to and read
    private record Control(Path file, String frozen, String thawed, Path state) {

        static Control of(String id) {
            String group = OciRuntimeSpecJson.CGROUP_PARENT.substring(1) + id;
            return switch (CgroupVersion.ofHost()) {
                case V1 -> {
                    Path file = CgroupVersion.MOUNT
                            .resolve("freezer")
                            .resolve(group)
                            .resolve("freezer.state");
                    yield new Control(file, "FROZEN", "THAWED", file);
                }
                case V2 -> {
                    Path directory = CgroupVersion.MOUNT.resolve(group);
                    yield new Control(directory.resolve("cgroup.freeze"), "1", "0", directory.resolve("cgroup.events"));
                }
            };
        }

        void set(String word) throws IOException {
            Files.writeString(file, word, StandardOpenOption.WRITE);
        }

        boolean isFrozen() throws IOException {
            String text = Files.readString(state);
            return text.contains("FROZEN") || text.contains("frozen 1");
        }
    }

    private Freezer() {}

    /// Returns when every process of the container really holds still: a process that is busy in the kernel goes
    /// on for a moment (version 1 says `FREEZING` then).
    static void freeze(String id) {
        Control control = Control.of(id);
        try {
            control.set(control.frozen());
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!control.isFrozen()) {
                if (System.nanoTime() > deadline) {
                    control.set(control.thawed());
                    throw cannot("pause", id, "its processes did not stop within " + LIMIT.toSeconds() + " s", null);
                }
                // Version 1 has no event for this.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            throw cannot("pause", id, "it has ended", e);
        }
    }

    /// A container that has ended is no failure.
    static void thaw(String id) {
        Control control = Control.of(id);
        try {
            control.set(control.thawed());
        } catch (IOException e) {
            if (Files.exists(control.file())) {
                throw cannot("resume", id, String.valueOf(e.getMessage()), e);
            }
        }
    }

    private static UnavailableException cannot(String action, String id, String reason, @Nullable IOException e) {
        return new UnavailableException(
                "cannot " + action + " container \"" + id.substring(0, 12) + "\": " + reason, e);
    }
}
