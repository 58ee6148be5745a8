package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.PortBinding;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A container as JSON in the shape that `docker inspect` prints, for people to read and copy.
@Component
class ContainerInspection {

    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final JsonMapper json;

    ContainerInspection(JsonMapper json) {
        this.json = json.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    String json(Container container) {
        List<String> args = container.process().args();
        var whole = new LinkedHashMap<String, Object>();
        whole.put("Id", container.id());
        whole.put("Created", container.created().toString());
        whole.put("Path", args.isEmpty() ? "" : args.getFirst());
        whole.put("Args", args.isEmpty() ? args : args.subList(1, args.size()));
        whole.put("State", state(container.status()));
        whole.put("Image", container.image().toString());
        whole.put("Name", "/" + container.name());
        whole.put("RestartCount", container.status().restartCount());
        whole.put("HostConfig", hostConfig(container.request().host()));
        whole.put("GraphDriver", graphDriver(container));
        whole.put(
                "Mounts",
                container.mounts().stream().map(ContainerInspection::mount).toList());
        whole.put("Config", config(container));
        whole.put("NetworkSettings", network(container));
        return json.writeValueAsString(whole);
    }

    private static Map<String, Object> state(Container.Status status) {
        var state = new LinkedHashMap<String, Object>();
        state.put("Status", status.state().name().toLowerCase(Locale.ROOT));
        state.put("Running", status.state().alive());
        state.put("OOMKilled", status.oomKilled());
        state.put("Pid", status.pid());
        state.put("ExitCode", status.exitCode());
        state.put("Error", status.error());
        state.put("StartedAt", time(status.started()));
        state.put("FinishedAt", time(status.finished()));
        return state;
    }

    private static Map<String, Object> hostConfig(HostOptions host) {
        var config = new LinkedHashMap<String, Object>();
        config.put("NetworkMode", host.network());
        config.put("PortBindings", ports(host.ports()));
        config.put(
                "RestartPolicy",
                Map.of(
                        "Name", RunForm.restartWord(host.restartPolicy().mode()),
                        "MaximumRetryCount", host.restartPolicy().maximumRetries()));
        config.put("AutoRemove", host.autoRemove());
        config.put("Privileged", host.privileged());
        config.put("ReadonlyRootfs", host.readOnlyRoot());
        config.put("Init", host.init());
        config.put("CapAdd", host.capAdd());
        config.put("CapDrop", host.capDrop());
        config.put("Dns", host.dns());
        config.put("ExtraHosts", host.extraHosts());
        config.put("Memory", host.memoryBytes());
        config.put("NanoCpus", host.nanoCpus());
        config.put("PidsLimit", host.pidsLimit());
        return config;
    }

    private static Map<String, Object> graphDriver(Container container) {
        return Map.of(
                "Name",
                "overlay",
                "Data",
                Map.of(
                        "UpperDir", container.upper().toString(),
                        "Layers",
                                container.layers().stream()
                                        .map(Object::toString)
                                        .toList()));
    }

    private static Map<String, Object> mount(MountPoint mount) {
        var point = new LinkedHashMap<String, Object>();
        point.put("Type", mount.kind().name().toLowerCase(Locale.ROOT));
        point.put("Name", mount.name());
        point.put("Source", mount.source().toString());
        point.put("Destination", mount.target());
        point.put("RW", !mount.readOnly());
        return point;
    }

    private static Map<String, Object> config(Container container) {
        Container.Process process = container.process();
        var config = new LinkedHashMap<String, Object>();
        config.put("Hostname", process.hostname());
        config.put("User", process.user());
        config.put("Tty", container.request().tty());
        config.put("OpenStdin", container.request().openStdin());
        config.put("Env", process.env());
        config.put("Cmd", container.request().cmd());
        config.put("Entrypoint", container.request().entrypoint());
        config.put("Image", container.imageName());
        config.put("WorkingDir", process.workingDir());
        config.put("StopSignal", process.stopSignal());
        config.put("Labels", container.request().labels());
        return config;
    }

    private static Map<String, Object> network(Container container) {
        var networks = new LinkedHashMap<String, Object>();
        container.addresses().forEach((name, address) -> networks.put(name, Map.of("IPAddress", address)));
        return Map.of("Ports", ports(container.ports()), "Networks", networks);
    }

    private static Map<String, Object> ports(List<PortBinding> ports) {
        var byPort = new LinkedHashMap<String, Object>();
        for (PortBinding port : ports) {
            byPort.put(
                    port.containerPort() + "/" + port.protocol(),
                    List.of(Map.of("HostIp", port.hostAddress(), "HostPort", Integer.toString(port.hostPort()))));
        }
        return byPort;
    }

    private static String time(@Nullable Instant time) {
        return time == null ? NEVER : time.toString();
    }
}
