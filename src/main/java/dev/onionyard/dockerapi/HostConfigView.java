package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountForm;
import dev.onionyard.container.ContainerRequest.MountOptions;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.HostSettings;
import dev.onionyard.container.HostSettings.DeviceRate;
import dev.onionyard.container.HostSettings.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `HostConfig` of a container's inspection: what was asked for, with Docker's defaults where nothing was. Lists that
/// nobody asked for are null where dockerd has null.
final class HostConfigView {

    private static final long DEFAULT_SHM_BYTES = 64L << 20;

    private HostConfigView() {}

    static Map<String, Object> of(Container container) {
        HostOptions host = container.request().host();
        HostSettings settings = host.settings();
        var view = new LinkedHashMap<String, Object>();
        view.put("Binds", nullIfEmpty(binds(host)));
        view.put("ContainerIDFile", "");
        view.put("LogConfig", logConfig(settings.logging()));
        view.put("NetworkMode", host.network());
        view.put("PortBindings", ContainerViews.portBindings(host.ports()));
        view.put("RestartPolicy", restartPolicy(host.restartPolicy()));
        view.put("AutoRemove", host.autoRemove());
        view.put("VolumeDriver", "");
        view.put("VolumesFrom", nullIfEmpty(settings.volumesFrom()));
        view.put("ConsoleSize", List.of(0, 0));
        view.put("CapAdd", nullIfEmpty(host.capAdd()));
        view.put("CapDrop", nullIfEmpty(host.capDrop()));
        view.put("Dns", host.dns());
        view.put("DnsOptions", List.of());
        view.put("DnsSearch", List.of());
        view.put("ExtraHosts", nullIfEmpty(host.extraHosts()));
        view.put("GroupAdd", nullIfEmpty(settings.groups()));
        view.put("Cgroup", "");
        view.put("Links", null);
        view.put("Privileged", host.privileged());
        view.put("PublishAllPorts", host.publishAllPorts());
        view.put("ReadonlyRootfs", host.readOnlyRoot());
        view.put("Init", host.init() ? true : null);
        putMounts(view, host);
        putIsolation(view, settings, host.privileged());
        putLimits(view, host);
        return view;
    }

    private static void putMounts(Map<String, Object> view, HostOptions host) {
        List<Map<String, Object>> mounts = host.mounts().stream()
                .filter(mount -> mount.options().form() == MountForm.MOUNT)
                .map(HostConfigView::mount)
                .toList();
        if (!mounts.isEmpty()) {
            view.put("Mounts", mounts);
        }
        Map<String, String> tmpfs = host.mounts().stream()
                .filter(mount -> mount.options().form() == MountForm.TMPFS)
                .collect(Collectors.toMap(
                        MountRequest::target, mount -> mount.options().mode()));
        if (!tmpfs.isEmpty()) {
            view.put("Tmpfs", tmpfs);
        }
    }

    private static void putIsolation(Map<String, Object> view, HostSettings settings, boolean privileged) {
        HostSettings.Namespaces namespaces = settings.namespaces();
        view.put("CgroupnsMode", namespaces.cgroup().isEmpty() ? "host" : namespaces.cgroup());
        view.put("IpcMode", namespaces.ipc().isEmpty() ? "private" : namespaces.ipc());
        view.put("PidMode", namespaces.pid());
        view.put("UTSMode", namespaces.uts());
        view.put("UsernsMode", "");
        view.put("Isolation", "");
        view.put("OomScoreAdj", settings.oomScoreAdj());
        view.put("SecurityOpt", nullIfEmpty(settings.security().options()));
        view.put("MaskedPaths", privileged ? null : settings.security().effectiveMaskedPaths());
        view.put("ReadonlyPaths", privileged ? null : settings.security().effectiveReadOnlyPaths());
        view.put("ShmSize", settings.shmBytes() == 0 ? DEFAULT_SHM_BYTES : settings.shmBytes());
        view.put("Runtime", settings.runtime().isEmpty() ? "runc" : settings.runtime());
        view.put(
                "Devices",
                settings.devices().stream()
                        .map(device -> Map.of(
                                "PathOnHost",
                                device.source(),
                                "PathInContainer",
                                device.target(),
                                "CgroupPermissions",
                                device.permissions()))
                        .toList());
        view.put("DeviceCgroupRules", nullIfEmpty(settings.deviceRules()));
        view.put("DeviceRequests", null);
        view.put(
                "Ulimits",
                nullIfEmpty(settings.ulimits().stream()
                        .map(limit -> Map.of("Name", limit.name(), "Soft", limit.soft(), "Hard", limit.hard()))
                        .toList()));
        if (!settings.sysctls().isEmpty()) {
            view.put("Sysctls", settings.sysctls());
        }
        if (!settings.annotations().isEmpty()) {
            view.put("Annotations", settings.annotations());
        }
    }

    private static void putLimits(Map<String, Object> view, HostOptions host) {
        Limits limits = host.settings().limits();
        view.put("Memory", host.memoryBytes());
        view.put("MemoryReservation", limits.memoryReservationBytes());
        view.put("MemorySwap", memorySwap(host, limits));
        view.put("MemorySwappiness", limits.swappiness());
        view.put("OomKillDisable", limits.oomKillDisable());
        view.put("NanoCpus", host.nanoCpus());
        view.put("CpuShares", limits.cpuShares());
        view.put("CpuPeriod", limits.cpuPeriodMicros());
        view.put("CpuQuota", limits.cpuQuotaMicros());
        view.put("CpuRealtimePeriod", 0);
        view.put("CpuRealtimeRuntime", 0);
        view.put("CpusetCpus", limits.cpus());
        view.put("CpusetMems", limits.memoryNodes());
        view.put("CpuCount", 0);
        view.put("CpuPercent", 0);
        view.put("CgroupParent", "");
        view.put("BlkioWeight", limits.blockWeight());
        view.put("BlkioWeightDevice", rates(limits.blockWeightDevices(), "Weight"));
        view.put("BlkioDeviceReadBps", rates(limits.readBytes(), "Rate"));
        view.put("BlkioDeviceWriteBps", rates(limits.writeBytes(), "Rate"));
        view.put("BlkioDeviceReadIOps", rates(limits.readOperations(), "Rate"));
        view.put("BlkioDeviceWriteIOps", rates(limits.writeOperations(), "Rate"));
        view.put("IOMaximumIOps", 0);
        view.put("IOMaximumBandwidth", 0);
        view.put("PidsLimit", host.pidsLimit() == 0 ? null : host.pidsLimit());
    }

    /// Docker fills in its own default.
    private static long memorySwap(HostOptions host, Limits limits) {
        return host.memoryBytes() > 0 && limits.memorySwapBytes() == 0
                ? Math.multiplyExact(2, host.memoryBytes())
                : limits.memorySwapBytes();
    }

    private static @Nullable List<Map<String, Object>> rates(List<DeviceRate> rates, String unit) {
        return nullIfEmpty(rates.stream()
                .map(rate -> Map.<String, Object>of("Path", rate.path(), unit, rate.value()))
                .toList());
    }

    private static Map<String, Object> logConfig(HostSettings.Logging logging) {
        return Map.of("Type", logging.driver(), "Config", logging.options());
    }

    /// As written: what was asked for by `-v`. A dashboard's mounts are told as `Mounts`.
    private static List<String> binds(HostOptions host) {
        return host.mounts().stream()
                .filter(mount -> mount.options().form() == MountForm.BIND)
                .filter(mount -> !mount.source().isEmpty())
                .map(HostConfigView::bind)
                .toList();
    }

    private static String bind(MountRequest mount) {
        String mode = mount.options().mode();
        return mount.source() + ":" + mount.target() + (mode.isEmpty() ? "" : ":" + mode);
    }

    private static Map<String, Object> mount(MountRequest mount) {
        MountOptions options = mount.options();
        var view = new LinkedHashMap<String, Object>();
        view.put("Type", mount.kind().name().toLowerCase(Locale.ROOT));
        if (!mount.source().isEmpty()) {
            view.put("Source", mount.source());
        }
        view.put("Target", mount.target());
        if (mount.readOnly()) {
            view.put("ReadOnly", true);
        }
        switch (mount.kind()) {
            case BIND -> putBindOptions(view, options);
            case VOLUME -> putVolumeOptions(view, options);
            case TMPFS -> putTmpfsOptions(view, options);
        }
        return view;
    }

    private static void putBindOptions(Map<String, Object> view, MountOptions options) {
        var bind = new LinkedHashMap<String, Object>();
        if (!options.propagation().isEmpty()) {
            bind.put("Propagation", options.propagation());
        }
        if (!options.recursive()) {
            bind.put("NonRecursive", true);
        }
        if (options.createSource()) {
            bind.put("CreateMountpoint", true);
        }
        putUnlessEmpty(view, "BindOptions", bind);
    }

    private static void putVolumeOptions(Map<String, Object> view, MountOptions options) {
        var volume = new LinkedHashMap<String, Object>();
        if (!options.copy()) {
            volume.put("NoCopy", true);
        }
        putUnlessEmpty(volume, "Labels", options.labels());
        putUnlessEmpty(view, "VolumeOptions", volume);
    }

    private static void putTmpfsOptions(Map<String, Object> view, MountOptions options) {
        var tmpfs = new LinkedHashMap<String, Object>();
        if (options.tmpfsBytes() != 0) {
            tmpfs.put("SizeBytes", options.tmpfsBytes());
        }
        if (options.tmpfsMode() != 0) {
            tmpfs.put("Mode", options.tmpfsMode());
        }
        putUnlessEmpty(view, "TmpfsOptions", tmpfs);
    }

    private static void putUnlessEmpty(Map<String, Object> view, String name, Map<String, ?> value) {
        if (!value.isEmpty()) {
            view.put(name, value);
        }
    }

    private static Map<String, Object> restartPolicy(ContainerRequest.RestartPolicy policy) {
        String name = policy.mode().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Map.of("Name", name, "MaximumRetryCount", policy.maximumRetries());
    }

    private static <T> @Nullable List<T> nullIfEmpty(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
