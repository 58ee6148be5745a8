package dev.onionyard.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Facts about the machine, read from the kernel each time. Works for every user.
public final class Host {

    private static final int CAP_SYS_ADMIN = 21;

    /// proc_stat(5): time of guests is part of the columns before it.
    private static final int TIME_COLUMNS = 8;

    /// `USER_HZ`, on every architecture that Linux has today.
    private static final int TICKS_PER_SECOND = 100;

    private Host() {}

    /// `Linux`.
    public static String kernelName() {
        return firstLine("/proc/sys/kernel/ostype").orElse("Linux");
    }

    /// As `uname -r` prints it.
    public static String kernelRelease() {
        return firstLine("/proc/sys/kernel/osrelease").orElse(System.getProperty("os.version"));
    }

    public static String hostname() {
        return firstLine("/proc/sys/kernel/hostname").orElse("localhost");
    }

    /// The distribution's name for people, for example `Debian GNU/Linux 12 (bookworm)`.
    public static String operatingSystem() {
        return value("/etc/os-release", "PRETTY_NAME=")
                .map(text -> text.replace("\"", ""))
                .orElse(kernelName());
    }

    /// The distribution's version, for example `12`; empty where it has none.
    public static String operatingSystemVersion() {
        return value("/etc/os-release", "VERSION_ID=")
                .map(text -> text.replace("\"", ""))
                .orElse("");
    }

    public static long memoryBytes() {
        return value("/proc/meminfo", "MemTotal:")
                .map(text -> Long.parseLong(text.replace("kB", "").strip()) * 1024)
                .orElse(0L);
    }

    public static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// Processor time that has passed on all processors together since the host started, idle time included.
    public static long processorNanos() {
        return value("/proc/stat", "cpu ")
                .map(text -> Arrays.stream(text.strip().split("\\s+"))
                        .limit(TIME_COLUMNS)
                        .mapToLong(Long::parseLong)
                        .sum())
                .map(ticks -> ticks * (1_000_000_000L / TICKS_PER_SECOND))
                .orElse(0L);
    }

    public static boolean isRoot() {
        try (var scratch = new Scratch()) {
            return scratch.call(SystemCall.GETEUID, 0) == 0;
        }
    }

    /// Whether this process may mount; root inside another container often may not.
    public static boolean canMount() {
        return value("/proc/self/status", "CapEff:")
                .map(text -> Long.parseUnsignedLong(text.strip(), 16))
                .map(capabilities -> (capabilities >> CAP_SYS_ADMIN & 1) == 1)
                .orElse(false);
    }

    /// 2 if only the unified hierarchy is there, else 1.
    public static int cgroupVersion() {
        return Mounts.list().stream().anyMatch(mount -> mount.fileSystem().equals("cgroup")) ? 1 : 2;
    }

    private static Optional<String> firstLine(String file) {
        try {
            return Files.readString(Path.of(file)).lines().findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(String file, String key) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
