package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.head;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.system.HostFacts;
import dev.onionyard.system.RuntimeReadiness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/// The engine itself: ping, version, info.
@Component
class SystemRoutes implements Route.Source {

    private final Containers containers;
    private final Images images;
    private final RuntimeReadiness readiness;
    private final HomeDirectory home;
    private final Clock clock;
    private final String version;

    SystemRoutes(
            Containers containers,
            Images images,
            RuntimeReadiness readiness,
            HomeDirectory home,
            Clock clock,
            ObjectProvider<BuildProperties> build) {
        this.containers = containers;
        this.images = images;
        this.readiness = readiness;
        this.home = home;
        this.clock = clock;
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null ? "dev" : String.valueOf(properties.getVersion());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/_ping", this::ping),
                head("/_ping", this::ping),
                get("/version", this::version),
                get("/info", this::info));
    }

    /// `Builder-Version: 1` tells the CLI that builds go to the classic builder.
    private void ping(Exchange exchange) throws IOException {
        var response = exchange.response();
        response.setHeader("Builder-Version", "1");
        response.setHeader("Swarm", "inactive");
        response.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        response.setHeader("Pragma", "no-cache");
        response.setContentType("text/plain; charset=utf-8");
        response.setContentLength(2);
        if (exchange.request().getMethod().equals("GET")) {
            response.getOutputStream().write("OK".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void version(Exchange exchange) throws IOException {
        HostFacts host = HostFacts.read();
        var view = new LinkedHashMap<String, Object>();
        view.put("Platform", Map.of("Name", "Onionyard"));
        view.put(
                "Components",
                List.of(Map.of(
                        "Name", "Onionyard", "Version", version, "Details", Map.of("ApiVersion", apiVersion()))));
        view.put("Version", version);
        view.put("ApiVersion", apiVersion());
        view.put("MinAPIVersion", ApiVersion.MINIMUM.toString());
        view.put("GitCommit", "");
        view.put("GoVersion", "");
        view.put("Os", "linux");
        view.put("Arch", host.architecture());
        view.put("KernelVersion", host.kernelRelease());
        exchange.respond(view);
    }

    private static String apiVersion() {
        return ApiVersion.MAXIMUM.toString();
    }

    private void info(Exchange exchange) throws IOException {
        HostFacts host = HostFacts.read();
        List<Container> all = containers.all();
        var view = new LinkedHashMap<String, Object>();
        view.put("ID", host.hostname());
        view.put("Containers", all.size());
        view.put("ContainersRunning", count(all, ContainerState.RUNNING));
        view.put("ContainersPaused", count(all, ContainerState.PAUSED));
        view.put(
                "ContainersStopped",
                all.stream().filter(c -> !c.status().state().alive()).count());
        view.put("Images", images.all().stream().map(Image::id).count());
        view.put("Driver", "overlay2");
        view.put("DriverStatus", List.of(List.of("Backing Filesystem", "overlayfs")));
        view.put("Plugins", Map.of("Volume", List.of("local"), "Network", List.of("bridge", "host", "null")));
        view.put("MemoryLimit", true);
        view.put("PidsLimit", true);
        view.put("IPv4Forwarding", true);
        view.put("SystemTime", DockerJson.time(clock.instant()));
        view.put("LoggingDriver", "json-file");
        view.put("CgroupDriver", "cgroupfs");
        view.put("CgroupVersion", String.valueOf(host.cgroupVersion()));
        view.put("KernelVersion", host.kernelRelease());
        view.put("OperatingSystem", host.operatingSystem());
        view.put("OSType", "linux");
        view.put(
                "Architecture",
                System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch"));
        view.put("NCPU", host.processors());
        view.put("MemTotal", host.memoryBytes());
        view.put("DockerRootDir", home.path().toString());
        view.put("Name", host.hostname());
        view.put("Labels", List.of());
        view.put("ServerVersion", version);
        view.put("DefaultRuntime", readiness.current().runtime());
        view.put("Swarm", Map.of("LocalNodeState", "inactive"));
        view.put("LiveRestoreEnabled", true);
        view.put("SecurityOptions", List.of("name=seccomp,profile=builtin"));
        view.put("Warnings", List.of());
        exchange.respond(view);
    }

    private static long count(List<Container> all, ContainerState state) {
        return all.stream().filter(c -> c.status().state() == state).count();
    }
}
