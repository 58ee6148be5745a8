package dev.onionyard.runtime;

import dev.onionyard.runtime.Confinement.Namespace;
import java.math.BigInteger;
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

    private static final BigInteger NO_RLIMIT = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /// Where the control groups of containers are in every hierarchy.
    static final String CGROUP_PARENT = "/onionyard/";

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
        if (!(spec.confinement().uts() instanceof Namespace.Host)) {
            config.put("hostname", spec.hostname());
        }
        config.put("mounts", mounts(spec, cgroups));
        config.put("linux", LinuxJson.of(id, spec, cgroups));
        Map<String, String> annotations = annotations(spec, compiledSeccomp);
        if (!annotations.isEmpty()) {
            config.put("annotations", annotations);
        }
        return config;
    }

    private static Map<String, String> annotations(OciRuntimeSpec spec, byte[] compiledSeccomp) {
        var annotations = new LinkedHashMap<>(spec.confinement().annotations());
        if (compiledSeccomp.length > 0 && LinuxJson.hasDefaultSeccomp(spec)) {
            annotations.put(COMPILED_SECCOMP, Base64.getEncoder().encodeToString(compiledSeccomp));
        }
        return annotations;
    }

    /// The process object, which is also the file that conmon's exec takes.
    static Map<String, Object> process(OciProcess process) {
        var json = new LinkedHashMap<String, Object>();
        json.put("terminal", process.terminal());
        json.put("user", user(process.user()));
        json.put("args", process.args());
        json.put("env", process.env());
        json.put("cwd", process.workingDir());
        json.put("capabilities", capabilities(process));
        json.put("noNewPrivileges", process.noNewPrivileges());
        if (!process.rlimits().isEmpty()) {
            json.put(
                    "rlimits",
                    process.rlimits().stream().map(OciRuntimeSpecJson::rlimit).toList());
        }
        if (process.oomScoreAdj() != null) {
            json.put("oomScoreAdj", process.oomScoreAdj());
        }
        return json;
    }

    private static Map<String, Object> user(OciProcess.OciUser user) {
        return Map.of("uid", user.uid(), "gid", user.gid(), "additionalGids", user.additionalGids());
    }

    /// The specification's numbers have no sign: no limit is the highest of them.
    private static Map<String, Object> rlimit(OciProcess.Rlimit limit) {
        return Map.of("type", limit.type(), "soft", unsigned(limit.soft()), "hard", unsigned(limit.hard()));
    }

    private static Object unsigned(long value) {
        return value < 0 ? NO_RLIMIT : (Object) value;
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
        for (OciMount mount : defaultMounts(spec, cgroups)) {
            if (!replaced.contains(mount.destination())) {
                all.add(json(mount));
            }
        }
        spec.mounts().forEach(mount -> all.add(json(mount)));
        return all;
    }

    private static List<OciMount> defaultMounts(OciRuntimeSpec spec, CgroupVersion cgroups) {
        String access = spec.privileged() ? "rw" : "ro";
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
                        List.of(
                                "nosuid",
                                "noexec",
                                "nodev",
                                "mode=1777",
                                "size=" + spec.confinement().shmBytes())));
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
}
