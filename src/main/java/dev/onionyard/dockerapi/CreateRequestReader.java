package dev.onionyard.dockerapi;

import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns Docker's create body into a [ContainerRequest].
final class CreateRequestReader {

    private static final CreateBody.HostConfig NO_HOST_CONFIG =
            DockerJson.MAPPER.readValue("{}", CreateBody.HostConfig.class);

    private static final long MINIMUM_HEALTH_NANOS = 1_000_000;

    private CreateRequestReader() {}

    /// @param json the body of container create
    /// @throws InvalidInputException in Docker's words, naming what this engine cannot do
    static ContainerRequest read(@Nullable String name, JsonNode json) {
        UnsupportedOptions.refuse(json);
        return read(name, DockerJson.treeTo(CreateBody.class, json));
    }

    private static ContainerRequest read(@Nullable String name, CreateBody body) {
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
                hostOptions(body, host),
                body.domainname() == null ? "" : body.domainname(),
                body.exposedPorts() == null
                        ? List.of()
                        : body.exposedPorts().keySet().stream()
                                .map(CreateRequestReader::exposedPort)
                                .sorted()
                                .toList(),
                healthCheck(body.healthcheck()),
                new ContainerRequest.Attached(body.attachStdin(), body.attachStdout(), body.attachStderr()));
    }

    /// A range (`80-90`) is not for the API: clients spell it out.
    private static String exposedPort(String port) {
        PortBinding parsed = port(port, new CreateBody.HostPort("", ""));
        return parsed.containerPort() + "/" + parsed.protocol();
    }

    private static @Nullable HealthCheck healthCheck(CreateBody.@Nullable HealthBody health) {
        if (health == null) {
            return null;
        }
        return new HealthCheck(
                orEmpty(health.test()),
                healthDuration("Interval", health.interval()),
                healthDuration("Timeout", health.timeout()),
                healthDuration("StartPeriod", health.startPeriod()),
                retries(health.retries()),
                healthDuration("StartInterval", health.startInterval()));
    }

    private static Duration healthDuration(String name, long nanos) {
        if (nanos != 0 && nanos < MINIMUM_HEALTH_NANOS) {
            throw new InvalidInputException(name + " in Healthcheck cannot be less than 1ms");
        }
        return Duration.ofNanos(nanos);
    }

    private static int retries(int retries) {
        if (retries < 0) {
            throw new InvalidInputException("Retries in Healthcheck cannot be negative");
        }
        return retries;
    }

    private static HostOptions hostOptions(CreateBody body, CreateBody.HostConfig host) {
        String asked = host.networkMode() == null ? "" : host.networkMode();
        String network = body.networkDisabled() ? "none" : asked;
        return new HostOptions(
                network.isEmpty() || network.equals("default") ? "bridge" : network,
                ports(host.portBindings()),
                host.publishAllPorts(),
                MountReader.read(body, host),
                host.readonlyRootfs(),
                host.memory(),
                host.nanoCpus(),
                host.pidsLimit() == null ? 0 : Math.max(-1, host.pidsLimit()),
                restartPolicy(host.restartPolicy()),
                host.autoRemove(),
                host.privileged(),
                Boolean.TRUE.equals(host.init()),
                orEmpty(host.capAdd()),
                orEmpty(host.capDrop()),
                orEmpty(host.extraHosts()),
                orEmpty(host.dns()),
                HostSettingsReader.read(host));
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

    static RestartPolicy restartPolicy(CreateBody.@Nullable RestartPolicyBody policy) {
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
