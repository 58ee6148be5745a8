package dev.onionyard.runtime;

import dev.onionyard.runtime.Confinement.DeviceRule;
import dev.onionyard.runtime.Confinement.Namespace;
import dev.onionyard.runtime.Confinement.Seccomp;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Prints the `linux` object of `config.json` (runtime-spec config-linux.md).
final class LinuxJson {

    private LinuxJson() {}

    static Map<String, Object> of(String id, OciRuntimeSpec spec, CgroupVersion cgroups) {
        Confinement confinement = spec.confinement();
        List<Map<String, Object>> devices = new ArrayList<>();
        confinement.devices().forEach(device -> devices.addAll(HostDevices.of(device)));
        var linux = new LinkedHashMap<String, Object>();
        linux.put("cgroupsPath", OciRuntimeSpecJson.CGROUP_PARENT + id);
        linux.put("namespaces", namespaces(spec, cgroups));
        linux.put("resources", resources(spec, devices));
        linux.put("sysctl", sysctls(spec));
        if (spec.privileged()) {
            devices.addAll(HostDevices.list());
        }
        if (!devices.isEmpty()) {
            linux.put("devices", devices.stream().map(LinuxJson::withoutAccess).toList());
        }
        String propagation = rootPropagation(spec);
        if (!propagation.isEmpty()) {
            linux.put("rootfsPropagation", propagation);
        }
        putProtection(linux, spec);
        return linux;
    }

    private static void putProtection(Map<String, Object> linux, OciRuntimeSpec spec) {
        Confinement confinement = spec.confinement();
        if (!spec.privileged()) {
            linux.put("maskedPaths", Objects.requireNonNullElse(confinement.maskedPaths(), Confinement.MASKED_PATHS));
            linux.put(
                    "readonlyPaths",
                    Objects.requireNonNullElse(confinement.readOnlyPaths(), Confinement.READ_ONLY_PATHS));
        }
        if (hasDefaultSeccomp(spec)) {
            linux.put("seccomp", SeccompProfile.forCapabilities(spec.process().capabilities()));
        } else if (confinement.seccomp() instanceof Seccomp.Profile profile) {
            linux.put("seccomp", SeccompFile.read(profile.json(), spec.process().capabilities()));
        }
    }

    /// A privileged container gets no profile unless one is named.
    static boolean hasDefaultSeccomp(OciRuntimeSpec spec) {
        return spec.confinement().seccomp() instanceof Seccomp.Default && !spec.privileged();
    }

    private static List<Object> namespaces(OciRuntimeSpec spec, CgroupVersion cgroups) {
        Confinement confinement = spec.confinement();
        var namespaces = new ArrayList<Object>();
        namespaces.add(Map.of("type", "mount"));
        add(namespaces, "pid", confinement.pid());
        add(namespaces, "ipc", confinement.ipc());
        add(namespaces, "uts", confinement.uts());
        add(namespaces, "cgroup", cgroup(confinement.cgroup(), cgroups));
        add(namespaces, "network", network(spec.network()));
        return namespaces;
    }

    private static Namespace cgroup(@Nullable Namespace asked, CgroupVersion cgroups) {
        if (asked != null) {
            return asked;
        }
        return switch (cgroups) {
            case V1 -> new Namespace.Host();
            case V2 -> new Namespace.Own();
        };
    }

    private static Namespace network(NetworkNamespace network) {
        return switch (network) {
            case NetworkNamespace.Host host -> new Namespace.Host();
            case NetworkNamespace.Empty empty -> new Namespace.Own();
            case NetworkNamespace.Existing existing -> new Namespace.Existing(existing.file());
        };
    }

    private static void add(List<Object> namespaces, String type, Namespace namespace) {
        switch (namespace) {
            case Namespace.Host host -> {}
            case Namespace.Own own -> namespaces.add(Map.of("type", type));
            case Namespace.Existing existing ->
                namespaces.add(Map.of("type", type, "path", existing.file().toString()));
        }
    }

    private static Map<String, String> sysctls(OciRuntimeSpec spec) {
        var sysctls = new LinkedHashMap<String, String>();
        if (!(spec.network() instanceof NetworkNamespace.Host)) {
            sysctls.put("net.ipv4.ip_unprivileged_port_start", "0");
            sysctls.put("net.ipv4.ping_group_range", "0 2147483647");
        }
        if (!spec.domainname().isEmpty()) {
            sysctls.put("kernel.domainname", spec.domainname());
        }
        sysctls.putAll(spec.confinement().sysctls());
        return sysctls;
    }

    /// The runtime itself adds the devices that every container may use.
    private static Map<String, Object> resources(OciRuntimeSpec spec, List<Map<String, Object>> devices) {
        var rules = new ArrayList<Object>();
        rules.add(Map.of("allow", spec.privileged(), "access", "rwm"));
        devices.forEach(device -> rules.add(allowed(device)));
        spec.confinement().deviceRules().forEach(rule -> rules.add(json(rule)));
        var resources = new LinkedHashMap<String, Object>();
        resources.put("devices", rules);
        resources.putAll(ResourcesJson.limits(spec.limits()));
        return resources;
    }

    private static Map<String, Object> allowed(Map<String, Object> device) {
        var rule = new LinkedHashMap<String, Object>();
        rule.put("allow", true);
        for (String name : List.of("type", "major", "minor", HostDevices.ACCESS)) {
            rule.put(name, device.get(name));
        }
        return rule;
    }

    private static Map<String, Object> withoutAccess(Map<String, Object> device) {
        var node = new LinkedHashMap<>(device);
        node.remove(HostDevices.ACCESS);
        return node;
    }

    private static Map<String, Object> json(DeviceRule rule) {
        var json = new LinkedHashMap<String, Object>();
        json.put("allow", true);
        json.put("type", rule.type());
        if (rule.major() != null) {
            json.put("major", rule.major());
        }
        if (rule.minor() != null) {
            json.put("minor", rule.minor());
        }
        json.put("access", rule.access());
        return json;
    }

    /// A mount travels into the container only if the container's root lets it.
    private static String rootPropagation(OciRuntimeSpec spec) {
        if (hasOption(spec, "rshared") || hasOption(spec, "shared")) {
            return "shared";
        }
        return hasOption(spec, "rslave") || hasOption(spec, "slave") ? "slave" : "";
    }

    private static boolean hasOption(OciRuntimeSpec spec, String option) {
        return spec.mounts().stream().anyMatch(mount -> mount.options().contains(option));
    }
}
