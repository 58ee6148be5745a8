package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.error.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns Docker's create body into a [ContainerRequest].
final class CreateRequestReader {

    private static final CreateBody.HostConfig NO_HOST_CONFIG = new CreateBody.HostConfig(
            null, null, null, null, null, false, null, false, false, false, 0, 0, 0, 0, null, null, null, null, null,
            null);
    private static final long NANOS_PER_CPU = 1_000_000_000L;
    private static final long DEFAULT_CPU_PERIOD_MICROS = 100_000;

    private CreateRequestReader() {}

    static ContainerRequest read(@Nullable String name, CreateBody body) {
        if (body.image() == null || body.image().isEmpty()) {
            throw new InvalidInputException("config cannot be empty in order to create a container");
        }
        CreateBody.HostConfig host = Objects.requireNonNullElse(body.hostConfig(), NO_HOST_CONFIG);
        return new ContainerRequest(
                name,
                body.image(),
                words(body.entrypoint()),
                words(body.cmd()),
                orEmpty(body.env()),
                emptyToNull(body.workingDir()),
                emptyToNull(body.user()),
                emptyToNull(body.hostname()),
                body.tty(),
                body.openStdin(),
                body.stdinOnce(),
                body.labels() == null ? Map.of() : body.labels(),
                emptyToNull(body.stopSignal()),
                body.stopTimeout() == null ? null : Duration.ofSeconds(body.stopTimeout()),
                hostOptions(body, host));
    }

    private static HostOptions hostOptions(CreateBody body, CreateBody.HostConfig host) {
        String network = host.networkMode() == null ? "" : host.networkMode();
        return new HostOptions(
                network.isEmpty() || network.equals("default") ? "bridge" : network,
                ports(host.portBindings()),
                host.publishAllPorts(),
                mounts(body, host),
                host.readonlyRootfs(),
                host.memory(),
                nanoCpus(host),
                host.pidsLimit() == null ? 0 : Math.max(0, host.pidsLimit()),
                restartPolicy(host.restartPolicy()),
                host.autoRemove(),
                host.privileged(),
                Boolean.TRUE.equals(host.init()),
                orEmpty(host.capAdd()),
                orEmpty(host.capDrop()),
                orEmpty(host.extraHosts()),
                orEmpty(host.dns()));
    }

    private static long nanoCpus(CreateBody.HostConfig host) {
        if (host.nanoCpus() > 0 || host.cpuQuota() <= 0) {
            return host.nanoCpus();
        }
        long period = host.cpuPeriod() > 0 ? host.cpuPeriod() : DEFAULT_CPU_PERIOD_MICROS;
        return Math.multiplyExact(host.cpuQuota(), NANOS_PER_CPU) / period;
    }

    private static List<PortBinding> ports(@Nullable Map<String, List<CreateBody.HostPort>> bindings) {
        var ports = new ArrayList<PortBinding>();
        if (bindings != null) {
            bindings.forEach((port, hosts) -> {
                List<CreateBody.HostPort> all =
                        hosts == null || hosts.isEmpty() ? List.of(new CreateBody.HostPort("", "")) : hosts;
                all.forEach(host -> ports.add(port(port, host)));
            });
        }
        return ports;
    }

    private static PortBinding port(String portAndProtocol, CreateBody.HostPort host) {
        int slash = portAndProtocol.indexOf('/');
        String port = slash < 0 ? portAndProtocol : portAndProtocol.substring(0, slash);
        String protocol = slash < 0 ? "tcp" : portAndProtocol.substring(slash + 1);
        return new PortBinding(
                host.hostIp() == null ? "" : host.hostIp(),
                host.hostPort() == null || host.hostPort().isEmpty() ? 0 : portNumber(host.hostPort()),
                portNumber(port),
                protocol);
    }

    private static int portNumber(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message.
        }
        throw new InvalidInputException("invalid port specification: \"" + text + "\"");
    }

    private static List<MountRequest> mounts(CreateBody body, CreateBody.HostConfig host) {
        Stream<MountRequest> binds = orEmpty(host.binds()).stream().map(CreateRequestReader::bind);
        Stream<MountRequest> mounts =
                host.mounts() == null ? Stream.of() : host.mounts().stream().map(CreateRequestReader::mount);
        Stream<MountRequest> tmpfs = host.tmpfs() == null
                ? Stream.of()
                : host.tmpfs().keySet().stream().map(path -> new MountRequest(MountKind.TMPFS, "", path, false));
        Stream<MountRequest> anonymous = body.volumes() == null
                ? Stream.of()
                : body.volumes().keySet().stream().map(path -> new MountRequest(MountKind.VOLUME, "", path, false));
        var named = Stream.of(binds, mounts, tmpfs).flatMap(s -> s).toList();
        return Stream.concat(named.stream(), anonymous.filter(volume -> isFree(volume.target(), named)))
                .toList();
    }

    /// A path of `Volumes` that something is mounted on already asks for no volume of its own.
    private static boolean isFree(String target, List<MountRequest> mounts) {
        return mounts.stream().noneMatch(mount -> mount.target().equals(target));
    }

    /// `source:target[:options]`, or a single path for an anonymous volume.
    private static MountRequest bind(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 3 || parts.length == 0 || parts[parts.length > 1 ? 1 : 0].isEmpty()) {
            throw new InvalidInputException("invalid volume specification: '" + text + "'");
        }
        if (parts.length == 1) {
            return new MountRequest(MountKind.VOLUME, "", parts[0], false);
        }
        boolean readOnly = parts.length == 3 && List.of(parts[2].split(",", -1)).contains("ro");
        MountKind kind = parts[0].startsWith("/") ? MountKind.BIND : MountKind.VOLUME;
        return new MountRequest(kind, parts[0], parts[1], readOnly);
    }

    private static MountRequest mount(CreateBody.MountBody mount) {
        MountKind kind = switch (mount.type()) {
            case "bind" -> MountKind.BIND;
            case "volume" -> MountKind.VOLUME;
            case "tmpfs" -> MountKind.TMPFS;
            default ->
                throw new InvalidInputException(
                        "invalid mount config: mount type \"" + mount.type() + "\" is not supported");
        };
        return new MountRequest(kind, mount.source() == null ? "" : mount.source(), mount.target(), mount.readOnly());
    }

    private static RestartPolicy restartPolicy(CreateBody.@Nullable RestartPolicyBody policy) {
        String name = policy == null || policy.name() == null ? "" : policy.name();
        int retries = policy == null ? 0 : policy.maximumRetryCount();
        RestartPolicy.Mode mode = switch (name) {
            case "", "no" -> RestartPolicy.Mode.NO;
            case "on-failure" -> RestartPolicy.Mode.ON_FAILURE;
            case "always" -> RestartPolicy.Mode.ALWAYS;
            case "unless-stopped" -> RestartPolicy.Mode.UNLESS_STOPPED;
            default ->
                throw new InvalidInputException("invalid restart policy: unknown policy '" + name
                        + "'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        };
        return new RestartPolicy(mode, retries);
    }

    private static @Nullable List<String> words(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.isString()) {
            return List.of(node.asString());
        }
        var words = new ArrayList<String>();
        node.forEach(word -> words.add(word.asString()));
        return words.isEmpty() ? null : words;
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
