package dev.onionyard.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the wait for the kernel that every start of a container or exec has in it run beside other work.
///
/// To move a process into a control group the kernel takes `cgroup_threadgroup_rwsem` for writing. When nobody
/// has lately, that waits for an RCU grace period, 6 to 20 ms, and the runtime does nothing meanwhile; for the
/// 8 ms or so after, it is free. So from the moment that the runtime is going to be called until it has moved
/// its process, this one is moved again and again to where it is already.
final class ControlGroupMoves {

    private static final Logger log = LoggerFactory.getLogger(ControlGroupMoves.class);

    /// Less than a grace period.
    private static final long PAUSE_NANOS = 4_000_000;

    private static final AtomicInteger EXPECTED = new AtomicInteger();

    /// The process that writes.
    private static final byte[] SELF = "0".getBytes(StandardCharsets.US_ASCII);

    /// Ends an expectation.
    interface Expectation extends AutoCloseable {
        @Override
        void close();
    }

    private ControlGroupMoves() {}

    /// Says that a process is about to be moved. Returns at once; fails never.
    static Expectation expect() {
        if (EXPECTED.getAndIncrement() == 0) {
            Thread.ofPlatform().daemon().name("cgroup-moves").start(ControlGroupMoves::moveWhileExpected);
        }
        return EXPECTED::decrementAndGet;
    }

    private static void moveWhileExpected() {
        try {
            while (EXPECTED.get() > 0) {
                moveToWhereWeAre();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException | RuntimeException e) {
            // Then a start takes as long as it takes.
            log.debug("Could not move this process to its own control group: {}", e.getMessage());
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
