package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.HealthChecks.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Containers as `/containers/json` shows them (Engine API, ContainerList), and what their inspection has in
/// common with that.
final class ContainerViews {

    private ContainerViews() {}

    static Map<String, Object> summary(Container container, Optional<Health> health, Instant now) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Id", container.id());
        view.put("Names", List.of("/" + container.name()));
        view.put("Image", container.imageName());
        view.put("ImageID", container.image().toString());
        view.put("Command", String.join(" ", container.process().args()));
        view.put("Created", container.created().getEpochSecond());
        view.put("Ports", ports(container));
        view.put("Labels", container.request().labels());
        view.put("State", stateWord(container));
        view.put("Status", statusSentence(container, health, now));
        view.put("HostConfig", Map.of("NetworkMode", networkMode(container)));
        view.put("Mounts", mounts(container));
        return view;
    }

    static String stateWord(Container container) {
        return container.status().state().name().toLowerCase(Locale.ROOT);
    }

    static Map<String, Object> state(Container.Status status, Optional<Health> health) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Status", status.state().name().toLowerCase(Locale.ROOT));
        view.put("Running", status.state().alive() || status.state() == ContainerState.RESTARTING);
        view.put("Paused", status.state() == ContainerState.PAUSED);
        view.put("Restarting", status.state() == ContainerState.RESTARTING);
        view.put("OOMKilled", status.oomKilled());
        view.put("Dead", status.state() == ContainerState.DEAD);
        view.put("Pid", status.pid());
        view.put("ExitCode", status.exitCode());
        view.put("Error", status.error());
        view.put("StartedAt", DockerJson.time(status.started()));
        view.put("FinishedAt", DockerJson.time(status.finished()));
        health.ifPresent(known -> view.put("Health", health(known)));
        return view;
    }

    private static Map<String, Object> health(Health health) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Status", healthWord(Optional.of(health)));
        view.put("FailingStreak", health.failingStreak());
        view.put(
                "Log",
                health.log().stream()
                        .map(probe -> Map.of(
                                "Start",
                                DockerJson.time(probe.started()),
                                "End",
                                DockerJson.time(probe.ended()),
                                "ExitCode",
                                probe.exitCode(),
                                "Output",
                                probe.output()))
                        .toList());
        return view;
    }

    /// `none` for a container that is not checked.
    static String healthWord(Optional<Health> health) {
        return health.map(known -> known.verdict().name().toLowerCase(Locale.ROOT))
                .orElse("none");
    }

    private static String healthSuffix(Optional<Health> health) {
        return switch (healthWord(health)) {
            case "none" -> "";
            case "starting" -> " (health: starting)";
            default -> " (" + healthWord(health) + ")";
        };
    }

    /// Docker's sentence: `Up 5 minutes`, `Exited (0) 2 hours ago`.
    static String statusSentence(Container container, Optional<Health> health, Instant now) {
        Container.Status status = container.status();
        return switch (status.state()) {
            case CREATED -> "Created";
            case RUNNING -> "Up " + age(status.started(), now) + healthSuffix(health);
            case PAUSED -> "Up " + age(status.started(), now) + " (Paused)";
            case RESTARTING -> "Restarting (" + status.exitCode() + ") " + age(status.finished(), now) + " ago";
            case EXITED -> "Exited (" + status.exitCode() + ") " + age(status.finished(), now) + " ago";
            case DEAD -> "Dead";
        };
    }

    /// A length of time in Docker's words.
    static String age(@Nullable Instant since, Instant now) {
        long seconds =
                since == null ? 0 : Math.max(0, Duration.between(since, now).toSeconds());
        long minutes = seconds / 60;
        long hours = (minutes + 30) / 60;
        if (seconds < 1) {
            return "Less than a second";
        } else if (seconds < 60) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        } else if (minutes < 60) {
            return minutes == 1 ? "About a minute" : minutes + " minutes";
        } else if (hours < 48) {
            return hours == 1 ? "About an hour" : hours + " hours";
        } else if (hours < 24 * 14) {
            return hours / 24 + " days";
        } else if (hours < 24 * 60) {
            return hours / 24 / 7 + " weeks";
        } else if (hours < 24 * 365 * 2) {
            return hours / 24 / 30 + " months";
        }
        return hours / 24 / 365 + " years";
    }

    /// None of a container that does not run: nothing answers there.
    private static List<Map<String, Object>> ports(Container container) {
        if (!container.status().state().alive()) {
            return List.of();
        }
        return container.ports().stream()
                .flatMap(port -> NetworkSettingsView.hostAddresses(port).stream()
                        .limit(port.hostPort() > 0 ? 2 : 1)
                        .map(address -> port(port, address)))
                .toList();
    }

    private static Map<String, Object> port(PortBinding port, String address) {
        var view = new LinkedHashMap<String, Object>();
        if (port.hostPort() > 0) {
            view.put("IP", address);
            view.put("PublicPort", port.hostPort());
        }
        view.put("PrivatePort", port.containerPort());
        view.put("Type", port.protocol());
        return view;
    }

    private static String networkMode(Container container) {
        return container.request().host().network();
    }

    /// All but what `--tmpfs` asked for, which Docker tells in `HostConfig.Tmpfs` only.
    static List<Map<String, Object>> mounts(Container container) {
        return container.mounts().stream()
                .filter(mount -> mount.options().form() != ContainerRequest.MountForm.TMPFS)
                .map(ContainerViews::mount)
                .toList();
    }

    private static String propagation(Container.MountPoint mount) {
        String asked = mount.options().propagation();
        return asked.isEmpty() ? "rprivate" : asked;
    }

    private static Map<String, Object> mount(Container.MountPoint mount) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Type", mount.kind().name().toLowerCase(Locale.ROOT));
        if (mount.kind() == MountKind.VOLUME) {
            view.put("Name", mount.name());
            view.put("Driver", "local");
        }
        view.put("Source", mount.kind() == MountKind.TMPFS ? "" : mount.source().toString());
        view.put("Destination", mount.target());
        view.put("Mode", mount.options().mode());
        view.put("RW", !mount.readOnly());
        view.put("Propagation", mount.kind() == MountKind.BIND ? propagation(mount) : "");
        return view;
    }

    static Map<String, List<Map<String, String>>> portBindings(List<PortBinding> ports) {
        var view = new LinkedHashMap<String, List<Map<String, String>>>();
        for (PortBinding port : ports) {
            view.computeIfAbsent(port.containerPort() + "/" + port.protocol(), key -> new ArrayList<>())
                    .add(Map.of(
                            "HostIp",
                            port.hostAddress(),
                            "HostPort",
                            port.hostPort() == 0 ? "" : String.valueOf(port.hostPort())));
        }
        return view;
    }
}
