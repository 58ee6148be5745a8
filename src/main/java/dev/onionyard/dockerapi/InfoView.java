package dev.onionyard.dockerapi;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.image.Images;
import dev.onionyard.system.HostFacts;
import dev.onionyard.system.KernelAbilities;
import dev.onionyard.system.RuntimeReadiness;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The engine as `/info` shows it (Engine API, SystemInfo).
@Component
class InfoView {

    private static final String INDEX = "docker.io";

    private final Containers containers;
    private final Images images;
    private final RuntimeReadiness readiness;
    private final HomeDirectory home;
    private final EngineEvents events;
    private final EngineVersion version;
    private final Clock clock;
    private final List<String> mirrors;

    InfoView(
            Containers containers,
            Images images,
            RuntimeReadiness readiness,
            HomeDirectory home,
            EngineEvents events,
            EngineVersion version,
            Clock clock,
            @Value("${onionyard.registry.mirrors:}") List<String> mirrors) {
        this.containers = containers;
        this.images = images;
        this.readiness = readiness;
        this.home = home;
        this.events = events;
        this.version = version;
        this.clock = clock;
        this.mirrors = mirrors;
    }

    Map<String, Object> view() {
        var view = new LinkedHashMap<String, Object>();
        HostFacts host = HostFacts.read();
        KernelAbilities kernel = KernelAbilities.read();
        view.put("ID", home.id().toString());
        addCounts(view);
        addStorage(view);
        view.put("Plugins", plugins());
        addAbilities(view, kernel);
        addHost(view, host);
        addServer(view);
        addRuntime(view);
        view.put("RegistryConfig", registries());
        view.put("IndexServerAddress", "https://index.docker.io/v1/");
        view.put("Swarm", swarm());
        view.put("SecurityOptions", securityOptions(host));
        view.put("Warnings", kernel.warnings());
        return view;
    }

    private void addCounts(Map<String, Object> view) {
        List<Container> all = containers.all();
        view.put("Containers", all.size());
        view.put("ContainersRunning", count(all, ContainerState.RUNNING));
        view.put("ContainersPaused", count(all, ContainerState.PAUSED));
        view.put(
                "ContainersStopped",
                all.stream().filter(c -> !c.status().state().alive()).count());
        view.put("Images", images.all().size());
    }

    private static long count(List<Container> all, ContainerState state) {
        return all.stream().filter(c -> c.status().state() == state).count();
    }

    private void addStorage(Map<String, Object> view) {
        view.put("Driver", "overlay2");
        view.put(
                "DriverStatus",
                List.of(
                        List.of("Backing Filesystem", fileSystem()),
                        List.of("Supports d_type", "true"),
                        List.of("Using metacopy", "false"),
                        List.of("Native Overlay Diff", "true"),
                        List.of("userxattr", "false")));
        view.put("DockerRootDir", home.path().toString());
    }

    /// As Docker names it: all of the ext family are `extfs`.
    private String fileSystem() {
        try {
            String type = Files.getFileStore(home.path()).type();
            return type.startsWith("ext") ? "extfs" : type;
        } catch (IOException e) {
            return "<unknown>";
        }
    }

    private static Map<String, Object> plugins() {
        var plugins = new LinkedHashMap<String, Object>();
        plugins.put("Volume", List.of("local"));
        plugins.put("Network", List.of("bridge", "host", "null"));
        plugins.put("Authorization", null);
        plugins.put("Log", List.of("json-file", "local", "none"));
        return plugins;
    }

    private static void addAbilities(Map<String, Object> view, KernelAbilities kernel) {
        view.put("MemoryLimit", kernel.memoryLimit());
        view.put("SwapLimit", kernel.swapLimit());
        view.put("KernelMemoryTCP", false);
        view.put("CpuCfsPeriod", kernel.cpuPeriod());
        view.put("CpuCfsQuota", kernel.cpuQuota());
        view.put("CPUShares", kernel.cpuShares());
        view.put("CPUSet", kernel.cpuSet());
        view.put("PidsLimit", kernel.processLimit());
        view.put("OomKillDisable", kernel.outOfMemoryKillDisable());
        view.put("IPv4Forwarding", kernel.ipv4Forwarding());
        view.put("BridgeNfIptables", kernel.bridgeFiltersIpv4());
        view.put("BridgeNfIp6tables", kernel.bridgeFiltersIpv6());
    }

    private static void addHost(Map<String, Object> view, HostFacts host) {
        view.put("KernelVersion", host.kernelRelease());
        view.put("OperatingSystem", host.operatingSystem());
        view.put("OSVersion", host.operatingSystemVersion());
        view.put("OSType", "linux");
        view.put("Architecture", host.machine());
        view.put("NCPU", host.processors());
        view.put("MemTotal", host.memoryBytes());
        view.put("CgroupDriver", "cgroupfs");
        view.put("CgroupVersion", String.valueOf(host.cgroupVersion()));
        view.put("Name", host.hostname());
    }

    private void addServer(Map<String, Object> view) {
        view.put("ServerVersion", version.text());
        view.put("Debug", false);
        view.put("NFd", openFiles());
        view.put("NGoroutines", ManagementFactory.getThreadMXBean().getThreadCount());
        view.put("NEventsListener", events.subscriberCount());
        view.put("SystemTime", DockerJson.time(clock.instant()));
        view.put("LoggingDriver", "json-file");
        view.put("Labels", List.of());
        view.put("ExperimentalBuild", false);
        view.put("LiveRestoreEnabled", true);
        view.put("GenericResources", null);
        view.put("HttpProxy", "");
        view.put("HttpsProxy", "");
        view.put("NoProxy", "");
        view.put("ProductLicense", "");
        view.put("CDISpecDirs", List.of());
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : -1;
    }

    private void addRuntime(Map<String, Object> view) {
        String[] runtime = readiness.current().runtime().split(" ", 2);
        String name = runtime[0];
        view.put("Runtimes", name.isEmpty() ? Map.of() : Map.of(name, Map.of("path", name)));
        view.put("DefaultRuntime", name);
        view.put("RuncCommit", commit(runtime.length > 1 ? name + " " + runtime[1] : ""));
        view.put("ContainerdCommit", commit(""));
        view.put("InitBinary", "docker-init");
        view.put("InitCommit", commit(""));
        view.put("Isolation", "");
    }

    private static Map<String, String> commit(String id) {
        return Map.of("ID", id, "Expected", id);
    }

    private Map<String, Object> registries() {
        var view = new LinkedHashMap<String, Object>();
        view.put("AllowNondistributableArtifactsCIDRs", null);
        view.put("AllowNondistributableArtifactsHostnames", null);
        view.put("InsecureRegistryCIDRs", List.of("::1/128", "127.0.0.0/8"));
        view.put(
                "IndexConfigs",
                Map.of(INDEX, Map.of("Name", INDEX, "Mirrors", mirrors, "Secure", true, "Official", true)));
        view.put("Mirrors", mirrors);
        return view;
    }

    private static Map<String, Object> swarm() {
        var view = new LinkedHashMap<String, Object>();
        view.put("NodeID", "");
        view.put("NodeAddr", "");
        view.put("LocalNodeState", "inactive");
        view.put("ControlAvailable", false);
        view.put("Error", "");
        view.put("RemoteManagers", null);
        return view;
    }

    private static List<String> securityOptions(HostFacts host) {
        String seccomp = "name=seccomp,profile=builtin";
        return host.cgroupVersion() == 2 ? List.of(seccomp, "name=cgroupns") : List.of(seccomp);
    }
}
