package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerDocument;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.Containers;
import dev.onionyard.container.HealthChecks;
import dev.onionyard.oci.HealthCheck;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.system.ContentSizes;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A container as `/containers/{id}/json` shows it (Engine API, ContainerInspect).
@Component
class ContainerInspect implements ContainerDocument {

    private final Containers containers;
    private final HealthChecks health;
    private final ExecRegistry execs;
    private final NetworkSettingsView networks;
    private final ContentSizes sizes;

    ContainerInspect(
            Containers containers,
            HealthChecks health,
            ExecRegistry execs,
            NetworkSettingsView networks,
            ContentSizes sizes) {
        this.containers = containers;
        this.sizes = sizes;
        this.networks = networks;
        this.health = health;
        this.execs = execs;
    }

    @Override
    public Map<String, Object> inspect(Container container) {
        var view = new LinkedHashMap<String, Object>();
        List<String> args = container.process().args();
        List<String> running = execs.runningIn(container.id());
        view.put("Id", container.id());
        view.put("Created", DockerJson.time(container.created()));
        view.put("Path", args.isEmpty() ? "" : args.getFirst());
        view.put("Args", args.isEmpty() ? List.of() : args.subList(1, args.size()));
        view.put("State", ContainerViews.state(container.status(), health.of(container.id())));
        view.put("Image", container.image().toString());
        view.put("ResolvConfPath", containers.files(container.id()).resolvConf().toString());
        view.put("HostnamePath", containers.files(container.id()).hostname().toString());
        view.put("HostsPath", containers.files(container.id()).hosts().toString());
        view.put("LogPath", containers.files(container.id()).log().toString());
        view.put("Name", "/" + container.name());
        view.put("RestartCount", container.status().restartCount());
        view.put("Driver", "overlay2");
        view.put("Platform", "linux");
        view.put("MountLabel", "");
        view.put("ProcessLabel", "");
        view.put("AppArmorProfile", "");
        view.put("ExecIDs", running.isEmpty() ? null : running);
        view.put("HostConfig", hostConfig(container));
        view.put("GraphDriver", graphDriver(container));
        view.put("Mounts", ContainerViews.mounts(container));
        view.put("Config", config(container, containers.config(container.id())));
        view.put("NetworkSettings", networks.of(container));
        return view;
    }

    private Map<String, Object> hostConfig(Container container) {
        Map<String, Object> view = HostConfigView.of(container);
        view.putAll(networks.hostConfig(container));
        return view;
    }

    private Map<String, Object> graphDriver(Container container) {
        var data = new LinkedHashMap<String, Object>();
        List<Path> lower = sizes.treesBelow(container);
        if (!lower.isEmpty()) {
            data.put("LowerDir", lower.stream().map(Path::toString).collect(Collectors.joining(":")));
        }
        data.put("UpperDir", container.upper().toString());
        data.put("MergedDir", container.upper().resolveSibling("merged").toString());
        data.put("WorkDir", container.upper().resolveSibling("work").toString());
        return Map.of("Name", "overlay2", "Data", data);
    }

    private static Map<String, Object> config(Container container, ProcessDefaults config) {
        ContainerRequest request = container.request();
        Container.Process process = container.process();
        var view = new LinkedHashMap<String, Object>();
        view.put("Hostname", process.hostname());
        view.put("Domainname", request.domainname());
        view.put("User", process.user());
        view.put("AttachStdin", request.attached().stdin());
        view.put("AttachStdout", request.attached().stdout());
        view.put("AttachStderr", request.attached().stderr());
        if (!config.exposedPorts().isEmpty()) {
            view.put("ExposedPorts", places(config.exposedPorts()));
        }
        view.put("Tty", request.tty());
        view.put("OpenStdin", request.openStdin());
        view.put("StdinOnce", request.stdinOnce());
        view.put("Env", process.env());
        view.put("Cmd", nullIfEmpty(config.cmd()));
        if (config.healthCheck() != null) {
            view.put("Healthcheck", health(config.healthCheck()));
        }
        view.put("Image", container.imageName());
        view.put("Volumes", volumes(container, config));
        view.put("WorkingDir", config.workingDir());
        view.put("Entrypoint", nullIfEmpty(config.entrypoint()));
        view.put("OnBuild", null);
        view.put("Labels", request.labels());
        if (!config.stopSignal().isEmpty()) {
            view.put("StopSignal", config.stopSignal());
        }
        if (request.stopTimeout() != null) {
            view.put("StopTimeout", request.stopTimeout().toSeconds());
        }
        if (!config.shell().isEmpty()) {
            view.put("Shell", config.shell());
        }
        return view;
    }

    /// The image's volumes and those asked for by their place alone.
    private static @Nullable Map<String, Object> volumes(Container container, ProcessDefaults config) {
        var places = new TreeSet<>(config.volumes());
        container.request().host().mounts().stream()
                .filter(mount -> mount.options().form() == ContainerRequest.MountForm.PLACE)
                .forEach(mount -> places.add(mount.target()));
        return places.isEmpty() ? null : places(places);
    }

    private static Map<String, Object> places(Collection<String> names) {
        var view = new LinkedHashMap<String, Object>();
        names.forEach(name -> view.put(name, Map.of()));
        return view;
    }

    private static Map<String, Object> health(HealthCheck check) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Test", check.test());
        putUnlessZero(view, "Interval", check.interval().toNanos());
        putUnlessZero(view, "Timeout", check.timeout().toNanos());
        putUnlessZero(view, "StartPeriod", check.startPeriod().toNanos());
        putUnlessZero(view, "StartInterval", check.startInterval().toNanos());
        putUnlessZero(view, "Retries", check.retries());
        return view;
    }

    private static void putUnlessZero(Map<String, Object> view, String name, long value) {
        if (value != 0) {
            view.put(name, value);
        }
    }

    private static @Nullable List<String> nullIfEmpty(List<String> list) {
        return list.isEmpty() ? null : list;
    }
}
