package dev.onionyard.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container sees and may touch of the host, beside its files and its network.
///
/// @param cgroup null for Docker's: on version 1 the host's, because tools look for their groups by its paths
/// @param devices nodes that it gets and may use
/// @param deviceRules what else it may do with devices
/// @param maskedPaths hidden from it; null for Docker's
/// @param readOnlyPaths not writable for it; null for Docker's
/// @param sysctls on top of Docker's
/// @param shmBytes size of `/dev/shm`
public record Confinement(
        Namespace ipc,
        Namespace pid,
        Namespace uts,
        @Nullable Namespace cgroup,
        List<Device> devices,
        List<DeviceRule> deviceRules,
        Seccomp seccomp,
        @Nullable List<String> maskedPaths,
        @Nullable List<String> readOnlyPaths,
        Map<String, String> sysctls,
        long shmBytes,
        Map<String, String> annotations) {

    public static final long DEFAULT_SHM_BYTES = 64L << 20;

    /// Hidden from every container that is not privileged, unless it asks for others.
    public static final List<String> MASKED_PATHS = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    /// Not writable for it, likewise.
    public static final List<String> READ_ONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    /// What Docker gives a container for which nothing is said.
    public static final Confinement DEFAULT = new Confinement(
            new Namespace.Own(),
            new Namespace.Own(),
            new Namespace.Own(),
            null,
            List.of(),
            List.of(),
            new Seccomp.Default(),
            null,
            null,
            Map.of(),
            DEFAULT_SHM_BYTES,
            Map.of());

    public Confinement {
        devices = List.copyOf(devices);
        deviceRules = List.copyOf(deviceRules);
        sysctls = Map.copyOf(sysctls);
        annotations = Map.copyOf(annotations);
    }

    /// A namespace (namespaces(7)).
    public sealed interface Namespace {

        /// A new one.
        record Own() implements Namespace {}

        /// The host's.
        record Host() implements Namespace {}

        /// One that exists, by its file.
        record Existing(Path file) implements Namespace {}
    }

    /// Which system calls it may make.
    public sealed interface Seccomp {

        /// Docker's profile, which depends on the capabilities.
        record Default() implements Seccomp {}

        /// All.
        record Unconfined() implements Seccomp {}

        /// A profile in the form of Docker's `--security-opt seccomp=FILE`.
        record Profile(String json) implements Seccomp {}
    }

    /// A device node of the host.
    ///
    /// @param target its path in the container
    /// @param access what may be done with it, of `r`, `w` and `m`
    public record Device(Path source, String target, String access) {}

    /// What may be done with devices (cgroup-v1/devices.rst).
    ///
    /// @param type `a`, `b` or `c`
    /// @param major null for all, as for `minor`
    public record DeviceRule(
            String type, @Nullable Long major, @Nullable Long minor, String access) {}
}
