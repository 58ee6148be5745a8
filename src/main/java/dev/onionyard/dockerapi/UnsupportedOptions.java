package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Options of a container that this engine knows and does not honour: refused by name unless they have their default,
/// never dropped in silence. Fields that no version of the Engine API has are tolerated.
final class UnsupportedOptions {

    /// @param defaults values beside nothing that ask for nothing
    /// @param reason what is told
    private record Option(Set<String> defaults, String reason) {

        static Option of(String reason) {
            return new Option(Set.of(), reason);
        }
    }

    private static final String NOT_HERE = "not supported by this engine";

    private static final Map<String, Option> HOST = Map.ofEntries(
            Map.entry("UsernsMode", new Option(Set.of("host"), "user namespaces are " + NOT_HERE + " yet")),
            Map.entry(
                    "Isolation",
                    new Option(Set.of("default"), "invalid isolation mode, linux only supports 'default'")),
            Map.entry("CgroupParent", Option.of("all containers are in the engine's own control group")),
            Map.entry("Cgroup", Option.of("joining another container's control group is " + NOT_HERE)),
            Map.entry("VolumeDriver", new Option(Set.of("local"), "the only volume driver is local")),
            Map.entry(
                    "StorageOpt",
                    Option.of("--storage-opt is supported only for overlay over xfs with 'pquota' mount option")),
            Map.entry("DeviceRequests", Option.of("could not select device driver \"\": GPUs are " + NOT_HERE)),
            Map.entry("CpuRealtimePeriod", Option.of("real-time scheduling is " + NOT_HERE)),
            Map.entry("CpuRealtimeRuntime", Option.of("real-time scheduling is " + NOT_HERE)),
            Map.entry("KernelMemory", Option.of("kernel memory limits are deprecated and " + NOT_HERE)),
            Map.entry("KernelMemoryTCP", Option.of("kernel memory limits are deprecated and " + NOT_HERE)),
            Map.entry("CpuCount", Option.of("it is for Windows")),
            Map.entry("CpuPercent", Option.of("it is for Windows")),
            Map.entry("IOMaximumIOps", Option.of("it is for Windows")),
            Map.entry("IOMaximumBandwidth", Option.of("it is for Windows")));

    private static final Map<String, Option> CONFIG = Map.of("OnBuild", Option.of("triggers belong to images"));

    private static final Map<String, Option> BIND =
            Map.of("ReadOnlyForceRecursive", Option.of("recursive read-only mounts are " + NOT_HERE));

    private static final Map<String, Option> VOLUME = Map.of("Subpath", Option.of("subpaths are " + NOT_HERE));

    private static final Map<String, Option> TMPFS = Map.of("Options", Option.of("they are " + NOT_HERE));

    private UnsupportedOptions() {}

    /// Why each option is refused, by its path in the body; for the documents.
    static SortedMap<String, String> reasons() {
        var reasons = new TreeMap<String, String>();
        CONFIG.forEach((name, option) -> reasons.put(name, option.reason()));
        HOST.forEach((name, option) -> reasons.put("HostConfig." + name, option.reason()));
        BIND.forEach((name, option) -> reasons.put("HostConfig.Mounts.BindOptions." + name, option.reason()));
        VOLUME.forEach((name, option) -> reasons.put("HostConfig.Mounts.VolumeOptions." + name, option.reason()));
        TMPFS.forEach((name, option) -> reasons.put("HostConfig.Mounts.TmpfsOptions." + name, option.reason()));
        return reasons;
    }

    /// @param body of container create
    /// @throws InvalidInputException naming the first such option that asks for something
    static void refuse(JsonNode body) {
        check("", body, CONFIG);
        JsonNode host = find(body, "HostConfig");
        check("HostConfig.", host, HOST);
        find(host, "Mounts").forEach(UnsupportedOptions::refuseMount);
    }

    /// @param body of container update, which has the fields of `HostConfig`
    static void refuseLimits(JsonNode body) {
        check("", body, HOST);
    }

    private static void refuseMount(JsonNode mount) {
        check("HostConfig.Mounts.BindOptions.", find(mount, "BindOptions"), BIND);
        JsonNode volume = find(mount, "VolumeOptions");
        check("HostConfig.Mounts.VolumeOptions.", volume, VOLUME);
        JsonNode driver = find(volume, "DriverConfig");
        check(
                "HostConfig.Mounts.VolumeOptions.DriverConfig.",
                driver,
                Map.of(
                        "Name",
                        new Option(Set.of("local"), "the only volume driver is local"),
                        "Options",
                        Option.of("options of volume drivers are " + NOT_HERE)));
        check("HostConfig.Mounts.TmpfsOptions.", find(mount, "TmpfsOptions"), TMPFS);
    }

    private static void check(String prefix, JsonNode object, Map<String, Option> options) {
        for (var property : object.properties()) {
            options.forEach((name, option) -> {
                if (name.equalsIgnoreCase(property.getKey()) && asks(property.getValue(), option)) {
                    throw new InvalidInputException("invalid option " + prefix + name + ": " + option.reason());
                }
            });
        }
    }

    private static boolean asks(JsonNode value, Option option) {
        if (value.isNull() || (value.isContainer() && value.isEmpty())) {
            return false;
        }
        if (value.isNumber()) {
            return value.asDouble() != 0;
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        String text = value.asString("");
        return value.isContainer() || !(text.isEmpty() || option.defaults().contains(text));
    }

    /// A field by its name without regard to case, as Go finds it.
    private static JsonNode find(JsonNode object, String name) {
        for (var property : object.properties()) {
            if (property.getKey().equalsIgnoreCase(name)) {
                return property.getValue();
            }
        }
        return object.path(name);
    }
}
