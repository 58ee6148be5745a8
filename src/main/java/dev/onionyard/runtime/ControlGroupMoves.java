package dev.onionyard.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the wait for the kernel that every start of a container or exec has in it run beside the work before.
///
/// To move a process into a control group the kernel takes `cgroup_threadgroup_rwsem` for writing. When nobody
/// has lately, that waits for an RCU grace period, 6 to 20 ms, and the runtime does nothing meanwhile; for some
/// milliseconds after, it is free. So this process is moved to where it is already as soon as it is known that
/// the runtime is going to be called.
final class ControlGroupMoves {

    private static final Logger log = LoggerFactory.getLogger(ControlGroupMoves.class);
    private static final AtomicBoolean UNDER_WAY = new AtomicBoolean();

    /// The process that writes.
    private static final byte[] SELF = "0".getBytes(StandardCharsets.US_ASCII);

    private ControlGroupMoves() {}

    /// Says that a process is about to be moved. Returns at once; fails never.
    static void expect() {
        if (UNDER_WAY.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("cgroup-move").start(() -> {
                try {
                    moveToWhereWeAre();
                } catch (IOException | RuntimeException e) {
                    // The grace period is over all the same, or the start takes as long as it takes.
                    log.debug("Could not move this process to its own control group: {}", e.getMessage());
                } finally {
                    UNDER_WAY.set(false);
                }
            });
        }
    }

    static void moveToWhereWeAre() throws IOException {
        try (Stream<String> memberships = Files.lines(Path.of("/proc/self/cgroup"))) {
            Path file = memberships
                    .map(ControlGroupMoves::membersFile)
                    .filter(Files::isWritable)
                    .findFirst()
                    .orElseThrow(() -> new IOException("none of its groups can be written to"));
            Files.write(file, SELF, StandardOpenOption.WRITE);
        }
    }

    /// @param membership `id:controllers:path`, as cgroups(7) has it; version 2 has no controllers there
    private static Path membersFile(String membership) {
        String[] fields = membership.split(":", 3);
        String hierarchy = fields[1].startsWith("name=") ? fields[1].substring("name=".length()) : fields[1];
        return Path.of(CgroupVersion.MOUNT.toString(), hierarchy, fields[2], "cgroup.procs");
    }
}
