package dev.onionyard.runtime;

import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Prints `config.json` and `process.json` (runtime-spec config.md, config-linux.md), with what Docker gives
/// every container filled in.
final class OciRuntimeSpecJson {

    static final String VERSION = "1.0.2";

    /// crun loads a compiled filter from here instead of compiling the profile, which takes it 10 ms. Others
    /// use the profile, which is always there too.
    private static final String COMPILED_SECCOMP = "run.oci.seccomp_bpf_data";

    /// Where the control groups of containers are in every hierarchy.
    static final String CGROUP_PARENT = "/onionyard/";

    private static final long CPU_PERIOD_MICROS = 100_000;
    private static final long NANO_CPUS = 1_000_000_000L;

    private static final List<String> MASKED = List.of(
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

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private OciRuntimeSpecJson() {}

    static byte[] bytes(Object tree) {
        return JSON.writeValueAsBytes(tree);
    }

    /// The `config.json` of a container.
    ///
    /// @param compiledSeccomp the filter in the kernel's form, or an empty array if only the profile is known
    static Map<String, Object> config(String id, OciRuntimeSpec spec, CgroupVersion cgroups, byte[] compiledSeccomp) {
        var config = new LinkedHashMap<String, Object>();
        config.put("ociVersion", VERSION);
        config.put("process", process(spec.process()));
        config.put("root", Map.of("path", spec.rootfs().toString(), "readonly", spec.readOnlyRoot()));
        config.put("hostname", spec.hostname());
        config.put("mounts", mounts(spec, cgroups));
        config.put("linux", linux(id, spec, cgroups));
        if (compiledSeccomp.length > 0 && !spec.privileged()) {
            config.put(
                    "annotations", Map.of(COMPILED_SECCOMP, Base64.getEncoder().encodeToString(compiledSeccomp)));
        }
        return config;
    }

    /// The process object, which is also the file that conmon's exec takes.
    static Map<String, Object> process(OciProcess process) {
        return Map.of(
                "terminal",
                process.terminal(),
                "user",
                Map.of(
                        "uid",
                        process.user().uid(),
                        "gid",
                        process.user().gid(),
                        "additionalGids",
                        process.user().additionalGids()),
                "args",
                process.args(),
                "env",
                process.env(),
                "cwd",
                process.workingDir(),
                "capabilities",
                capabilities(process),
                "noNewPrivileges",
                false);
    }

    private static Map<String, Object> capabilities(OciProcess process) {
        List<String> names = process.capabilities().stream().sorted().toList();
        return process.user().uid() == 0
                ? Map.of("bounding", names, "effective", names, "permitted", names)
                : Map.of("bounding", names);
    }

    private static List<Object> mounts(OciRuntimeSpec spec, CgroupVersion cgroups) {
        Set<String> replaced = spec.mounts().stream().map(OciMount::destination).collect(Collectors.toSet());
        var all = new ArrayList<Object>();
        for (OciMount mount : defaultMounts(spec.privileged(), cgroups)) {
            if (!replaced.contains(mount.destination())) {
                all.add(json(mount));
            }
        }
        spec.mounts().forEach(mount -> all.add(json(mount)));
        return all;
    }

    private static List<OciMount> defaultMounts(boolean privileged, CgroupVersion cgroups) {
        String access = privileged ? "rw" : "ro";
        String cgroupType = switch (cgroups) {
            case V1 -> "cgroup";
            case V2 -> "cgroup2";
        };
        return List.of(
                new OciMount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
                new OciMount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
                new OciMount(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
                new OciMount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", access)),
                new OciMount("/sys/fs/cgroup", cgroupType, "cgroup", List.of("nosuid", "noexec", "nodev", access)),
                new OciMount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
                new OciMount(
                        "/dev/shm",
                        "tmpfs",
                        "shm",
                        List.of("nosuid", "noexec", "nodev", "mode=1777", "size=67108864")));
    }

    private static Map<String, Object> json(OciMount mount) {
        return Map.of(
                "destination",
                mount.destination(),
                "type",
                mount.type(),
                "source",
                mount.source(),
                "options",
                mount.options());
    }

    private static Map<String, Object> linux(String id, OciRuntimeSpec spec, CgroupVersion cgroups) {
        var linux = new LinkedHashMap<String, Object>();
        linux.put("cgroupsPath", CGROUP_PARENT + id);
        linux.put("namespaces", namespaces(spec.network(), cgroups));
        linux.put("resources", resources(spec.limits(), spec.privileged()));
        if (!(spec.network() instanceof NetworkNamespace.Host)) {
            linux.put(
                    "sysctl",
                    Map.of("net.ipv4.ip_unprivileged_port_start", "0", "net.ipv4.ping_group_range", "0 2147483647"));
        }
        if (spec.privileged()) {
            linux.put("devices", HostDevices.list());
        } else {
            linux.put("maskedPaths", MASKED);
            linux.put("readonlyPaths", READ_ONLY);
            linux.put("seccomp", SeccompProfile.forCapabilities(spec.process().capabilities()));
        }
        return linux;
    }

    private static List<Object> namespaces(NetworkNamespace network, CgroupVersion cgroups) {
        var namespaces = new ArrayList<Object>();
        for (String type : List.of("pid", "ipc", "uts", "mount")) {
            namespaces.add(Map.of("type", type));
        }
        if (cgroups == CgroupVersion.V2) {
            namespaces.add(Map.of("type", "cgroup"));
        }
        switch (network) {
            case NetworkNamespace.Host host -> {}
            case NetworkNamespace.Empty empty -> namespaces.add(Map.of("type", "network"));
            case NetworkNamespace.Existing existing ->
                namespaces.add(Map.of("type", "network", "path", existing.file().toString()));
        }
        return namespaces;
    }

    /// The `linux.resources` object. The runtime itself adds the devices that every container may use.
    static Map<String, Object> resources(ResourceLimits limits, boolean privileged) {
        var resources = new LinkedHashMap<String, Object>();
        resources.put("devices", List.of(Map.of("allow", privileged, "access", "rwm")));
        resources.putAll(limits(limits));
        return resources;
    }

    /// The part of the resources that may change while the container runs.
    static Map<String, Object> limits(ResourceLimits limits) {
        var resources = new LinkedHashMap<String, Object>();
        if (limits.memoryBytes() > 0) {
            resources.put("memory", Map.of("limit", limits.memoryBytes()));
        }
        if (limits.nanoCpus() > 0) {
            long quota = Math.multiplyExact(limits.nanoCpus(), CPU_PERIOD_MICROS) / NANO_CPUS;
            resources.put("cpu", Map.of("quota", Math.max(1000, quota), "period", CPU_PERIOD_MICROS));
        }
        if (limits.pids() > 0) {
            resources.put("pids", Map.of("limit", limits.pids()));
        }
        return resources;
    }
}
