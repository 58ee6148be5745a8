package dev.onionyard.linux;

import dev.onionyard.error.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Reads what the control group of a process uses, on cgroup v1, v2 and the mixture of both (controllers that v2 does
/// not have are looked for in v1).
public final class ControlGroup {

    private static final long NO_LIMIT_FROM = 1L << 60;

    /// What not every kernel can limit.
    public enum Ability {
        MEMORY("memory/memory.limit_in_bytes", "memory"),
        CPU_QUOTA("cpu/cpu.cfs_quota_us", "cpu"),
        PIDS("pids/cgroup.procs", "pids"),
        SWAP("memory/memory.memsw.limit_in_bytes", "memory.swap.max"),
        BLOCK_WEIGHT("blkio/blkio.weight", "io.bfq.weight");

        private static final Path ROOT = Path.of("/sys/fs/cgroup");
        private final String v1;
        private final String v2;

        /// @param v1 a file of a group, below the controller's directory
        /// @param v2 a controller, or a file of a group, whose names have a dot
        Ability(String v1, String v2) {
            this.v1 = v1;
            this.v2 = v2;
        }

        /// On version 1 the root group, or any below it, has the file; on version 2 only those below have it.
        public boolean present() {
            int slash = v1.indexOf('/');
            Path controller = ROOT.resolve(v1.substring(0, slash));
            String name = v1.substring(slash + 1);
            return Files.exists(controller.resolve(name)) || isBelow(controller, name) || isPresentInV2();
        }

        private boolean isPresentInV2() {
            return v2.contains(".")
                    ? isBelow(ROOT, v2)
                    : lines(Optional.of(ROOT.resolve("cgroup.controllers")))
                            .anyMatch(line -> List.of(line.split(" ")).contains(v2));
        }

        private static boolean isBelow(Path directory, String name) {
            try (Stream<Path> groups = Files.list(directory)) {
                return groups.anyMatch(group -> Files.exists(group.resolve(name)));
            } catch (IOException e) {
                return false;
            }
        }
    }

    private final Map<String, Path> v1;
    private final Optional<Path> v2;

    private ControlGroup(Map<String, Path> v1, Optional<Path> v2) {
        this.v1 = v1;
        this.v2 = v2;
    }

    /// What a control group uses. Counters count from its creation; 0 where the host does not account for it.
    ///
    /// @param memoryBytes without the page cache that can be dropped at once
    /// @param memoryLimitBytes 0 for none
    /// @param oomKills processes killed because memory ran out
    public record Usage(
            long cpuNanos,
            long memoryBytes,
            long memoryLimitBytes,
            long pids,
            long readBytes,
            long writtenBytes,
            long oomKills) {}

    /// The control group of a process, whose directories stay readable after the process has moved or ended.
    ///
    /// @throws NotFoundException if there is no such process
    public static ControlGroup of(long pid) {
        try {
            return of(Files.readString(Path.of("/proc/" + pid + "/cgroup")), Mounts.list());
        } catch (IOException e) {
            throw new NotFoundException("cannot find the control group of process \"" + pid + "\": it has ended", e);
        }
    }

    /// @param memberships text of `/proc/<pid>/cgroup`: `id:controllers:path` a line
    static ControlGroup of(String memberships, List<Mount> mounts) {
        Map<String, Path> v1 = new HashMap<>();
        Optional<Path> v2 = Optional.empty();
        for (String line : memberships.lines().toList()) {
            String[] fields = line.split(":", 3);
            if (fields[0].equals("0") && fields[1].isEmpty()) {
                v2 = mounts.stream()
                        .filter(mount -> mount.fileSystem().equals("cgroup2"))
                        .findFirst()
                        .map(mount -> directory(mount, fields[2]));
            } else {
                for (String controller : fields[1].split(",")) {
                    mounts.stream()
                            .filter(mount -> hasController(mount, controller))
                            .findFirst()
                            .ifPresent(mount -> v1.put(controller, directory(mount, fields[2])));
                }
            }
        }
        return new ControlGroup(v1, v2);
    }

    /// The processes in it and in the groups below it, in the host's numbering.
    public Set<Long> processes() {
        Optional<Path> directory = Stream.of("pids", "freezer", "memory", "devices")
                .map(v1::get)
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> v2);
        var pids = new TreeSet<Long>();
        directory.ifPresent(group -> collect(group, pids));
        return pids;
    }

    private static void collect(Path group, Set<Long> pids) {
        lines(Optional.of(group.resolve("cgroup.procs")))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> pids.add(Long.parseLong(line)));
        try (Stream<Path> children = Files.list(group)) {
            children.filter(Files::isDirectory).forEach(child -> collect(child, pids));
        } catch (IOException e) {
            // The group is gone: so are its processes.
        }
    }

    public Usage usage() {
        return new Usage(
                cpuNanos(),
                memoryBytes(),
                memoryLimitBytes(),
                number(file("pids", "pids.current"), file("pids.current")),
                blockBytes("Read", "rbytes"),
                blockBytes("Write", "wbytes"),
                keyed(file("memory", "memory.oom_control"), "oom_kill") + keyed(file("memory.events"), "oom_kill"));
    }

    private long cpuNanos() {
        long v1Nanos = number(file("cpuacct", "cpuacct.usage"), Optional.empty());
        return v1Nanos > 0 ? v1Nanos : keyed(file("cpu.stat"), "usage_usec") * 1000;
    }

    private long memoryBytes() {
        long used = number(file("memory", "memory.usage_in_bytes"), file("memory.current"));
        long droppable = keyed(file("memory", "memory.stat"), "total_inactive_file")
                + keyed(file("memory.stat"), "inactive_file");
        return Math.max(0, used - droppable);
    }

    private long memoryLimitBytes() {
        long limit = number(file("memory", "memory.limit_in_bytes"), file("memory.max"));
        return limit >= NO_LIMIT_FROM ? 0 : limit;
    }

    /// v1: `8:0 Read 4096` a line; v2: `8:0 rbytes=4096 wbytes=0 …`.
    private long blockBytes(String v1Word, String v2Word) {
        long bytes = lines(file("blkio", "blkio.throttle.io_service_bytes_recursive"))
                .map(line -> line.split(" "))
                .filter(words -> words.length == 3 && words[1].equals(v1Word))
                .mapToLong(words -> parse(words[2]))
                .sum();
        return bytes
                + lines(file("io.stat"))
                        .flatMap(line -> Arrays.stream(line.split(" ")))
                        .filter(word -> word.startsWith(v2Word + "="))
                        .mapToLong(word -> parse(word.substring(v2Word.length() + 1)))
                        .sum();
    }

    private Optional<Path> file(String controller, String name) {
        return Optional.ofNullable(v1.get(controller)).map(directory -> directory.resolve(name));
    }

    private Optional<Path> file(String name) {
        return v2.map(directory -> directory.resolve(name));
    }

    private static long number(Optional<Path> first, Optional<Path> second) {
        return Stream.concat(lines(first), lines(second))
                .findFirst()
                .map(ControlGroup::parse)
                .orElse(0L);
    }

    private static long keyed(Optional<Path> file, String key) {
        return lines(file)
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> parse(line.substring(key.length() + 1)))
                .sum();
    }

    private static long parse(String number) {
        return number.equals("max") ? Long.MAX_VALUE : Long.parseLong(number.strip());
    }

    /// The lines of a file; none if it is not there (a controller is off, or the group is gone).
    private static Stream<String> lines(Optional<Path> file) {
        try {
            return file.isPresent() ? Files.readAllLines(file.get()).stream() : Stream.empty();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean hasController(Mount mount, String controller) {
        return mount.fileSystem().equals("cgroup")
                && Arrays.asList(mount.superOptions().split(",")).contains(controller);
    }

    /// A mount may show only a part of the hierarchy, when this server runs in a container itself.
    private static Path directory(Mount mount, String path) {
        String below = mount.root().length() > 1 && path.startsWith(mount.root())
                ? path.substring(mount.root().length())
                : path;
        return Path.of(mount.mountPoint() + "/" + below).normalize();
    }
}
