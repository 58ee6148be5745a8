package dev.onionyard.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Which limits the kernel can keep for containers, and how it treats their packets.
public record KernelAbilities(
        boolean memoryLimit,
        boolean swapLimit,
        boolean outOfMemoryKillDisable,
        boolean cpuPeriod,
        boolean cpuQuota,
        boolean cpuShares,
        boolean cpuSet,
        boolean processLimit,
        boolean ipv4Forwarding,
        boolean bridgeFiltersIpv4,
        boolean bridgeFiltersIpv6) {

    public static KernelAbilities read() {
        return read(Path.of("/"));
    }

    /// @param root where `sys` and `proc` are
    static KernelAbilities read(Path root) {
        Path groups = root.resolve("sys/fs/cgroup");
        Path unified = groups.resolve("cgroup.controllers");
        return Files.exists(unified) ? unified(root, List.of(text(unified).split("\\s+"))) : separate(root, groups);
    }

    /// cgroup version 2: one hierarchy, its controllers listed at the top. It cannot switch off the killing.
    private static KernelAbilities unified(Path root, List<String> controllers) {
        boolean cpu = controllers.contains("cpu");
        boolean memory = controllers.contains("memory");
        return new KernelAbilities(
                memory,
                memory,
                false,
                cpu,
                cpu,
                cpu,
                controllers.contains("cpuset"),
                controllers.contains("pids"),
                isOn(root, "ipv4/ip_forward"),
                isOn(root, "bridge/bridge-nf-call-iptables"),
                isOn(root, "bridge/bridge-nf-call-ip6tables"));
    }

    /// cgroup version 1: a hierarchy a controller, a file a limit.
    private static KernelAbilities separate(Path root, Path groups) {
        return new KernelAbilities(
                Files.exists(groups.resolve("memory/memory.limit_in_bytes")),
                Files.exists(groups.resolve("memory/memory.memsw.limit_in_bytes")),
                Files.exists(groups.resolve("memory/memory.oom_control")),
                Files.exists(groups.resolve("cpu/cpu.cfs_period_us")),
                Files.exists(groups.resolve("cpu/cpu.cfs_quota_us")),
                Files.exists(groups.resolve("cpu/cpu.shares")),
                Files.exists(groups.resolve("cpuset/cpuset.cpus")),
                Files.exists(groups.resolve("pids")),
                isOn(root, "ipv4/ip_forward"),
                isOn(root, "bridge/bridge-nf-call-iptables"),
                isOn(root, "bridge/bridge-nf-call-ip6tables"));
    }

    /// What is missing, in the words that Docker's clients print.
    public List<String> warnings() {
        var warnings = new ArrayList<String>();
        warn(warnings, memoryLimit, "No memory limit support");
        warn(warnings, swapLimit, "No swap limit support");
        warn(warnings, cpuPeriod, "No cpu cfs period support");
        warn(warnings, cpuQuota, "No cpu cfs quota support");
        warn(warnings, cpuShares, "No cpu shares support");
        warn(warnings, cpuSet, "No cpuset support");
        warn(warnings, ipv4Forwarding, "IPv4 forwarding is disabled");
        return warnings;
    }

    private static void warn(List<String> warnings, boolean able, String what) {
        if (!able) {
            warnings.add("WARNING: " + what);
        }
    }

    private static boolean isOn(Path root, String network) {
        return text(root.resolve("proc/sys/net").resolve(network)).equals("1");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
