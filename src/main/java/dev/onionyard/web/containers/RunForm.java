package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.oci.HealthCheck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/// What stands in the run form, as text: filled in from an image, or as someone typed it, so that it can be shown again
/// beside its errors. [RunFormReader] makes a request of it.
///
/// Rows come as parameters of the same name, one value a row, in order; so a row can be added or taken away in the
/// browser without renumbering the others.
///
/// @param mode `terminal` for `-it`, `detached` for `-d`
/// @param extras the rarer fields
/// @param restart a Docker restart policy: `no`, `on-failure`, `always`, `unless-stopped`
record RunForm(
        String image,
        String name,
        String entrypoint,
        String command,
        String mode,
        String workingDir,
        String user,
        String hostname,
        List<Pair> env,
        List<Port> ports,
        List<Mount> mounts,
        List<Pair> labels,
        String network,
        boolean readOnly,
        String memory,
        String cpus,
        String pids,
        String restart,
        String restartRetries,
        String stopSignal,
        boolean init,
        boolean autoRemove,
        boolean privileged,
        RunExtras extras) {

    static final String TERMINAL = "terminal";
    static final String DETACHED = "detached";

    /// A name with a value.
    ///
    /// @param inherited the image says so itself; an unchanged row asks for nothing
    record Pair(String name, String value, boolean inherited) {
        boolean blank() {
            return name.isBlank() && value.isBlank();
        }

        String joined() {
            return name.strip() + "=" + value;
        }
    }

    /// A published port. Blank host port: any free one. Blank container port: the row asks for nothing.
    record Port(String address, String hostPort, String containerPort, String protocol, boolean suggested) {
        boolean blank() {
            return containerPort.isBlank() && hostPort.isBlank() && address.isBlank();
        }

        Port onAnyPort() {
            return new Port(address, "", containerPort, protocol, suggested);
        }
    }

    /// A mount.
    ///
    /// @param kind `volume`, `bind` or `tmpfs`
    /// @param mode `rw` or `ro`
    record Mount(String kind, String source, String target, String mode, boolean inherited) {
        boolean blank() {
            return source.isBlank() && target.isBlank();
        }
    }

    RunForm {
        env = List.copyOf(env);
        ports = List.copyOf(ports);
        mounts = List.copyOf(mounts);
        labels = List.copyOf(labels);
    }

    /// The form that an image fills in (seed row S15).
    ///
    /// @param check the image's
    static RunForm of(ContainerRequest defaults, @Nullable HealthCheck check) {
        HostOptions host = defaults.host();
        return new RunForm(
                defaults.image(),
                text(defaults.name()),
                words(defaults.entrypoint()),
                words(defaults.cmd()),
                defaults.tty() ? TERMINAL : DETACHED,
                text(defaults.workingDir()),
                text(defaults.user()),
                text(defaults.hostname()),
                defaults.env().stream().map(RunForm::pair).toList(),
                host.ports().stream().map(RunForm::suggestion).toList(),
                host.mounts().stream().map(RunForm::mount).toList(),
                defaults.labels().entrySet().stream()
                        .map(label -> new Pair(label.getKey(), label.getValue(), true))
                        .toList(),
                host.network(),
                host.readOnlyRoot(),
                host.memoryBytes() == 0 ? "" : Long.toString(host.memoryBytes()),
                host.nanoCpus() == 0
                        ? ""
                        : BigDecimal.valueOf(host.nanoCpus(), 9)
                                .stripTrailingZeros()
                                .toPlainString(),
                host.pidsLimit() == 0 ? "" : Long.toString(host.pidsLimit()),
                restartWord(host.restartPolicy().mode()),
                "",
                text(defaults.stopSignal()),
                host.init(),
                host.autoRemove(),
                host.privileged(),
                RunExtras.of(check));
    }

    /// The form as it was sent.
    static RunForm of(MultiValueMap<String, String> sent) {
        return new RunForm(
                one(sent, "image"),
                one(sent, "name").strip(),
                one(sent, "entrypoint"),
                one(sent, "command"),
                one(sent, "mode").equals(TERMINAL) ? TERMINAL : DETACHED,
                one(sent, "workingDir").strip(),
                one(sent, "user").strip(),
                one(sent, "hostname").strip(),
                pairs(sent, "env"),
                rows(
                        sent,
                        "portContainer",
                        i -> new Port(
                                cell(sent, "portAddress", i),
                                cell(sent, "portHost", i),
                                cell(sent, "portContainer", i),
                                cell(sent, "portProtocol", i),
                                false)),
                rows(
                        sent,
                        "mountTarget",
                        i -> new Mount(
                                cell(sent, "mountKind", i),
                                cell(sent, "mountSource", i),
                                cell(sent, "mountTarget", i),
                                cell(sent, "mountMode", i),
                                cell(sent, "mountInherited", i).equals("true"))),
                pairs(sent, "label"),
                one(sent, "network"),
                sent.containsKey("readOnly"),
                one(sent, "memory").strip(),
                one(sent, "cpus").strip(),
                one(sent, "pids").strip(),
                one(sent, "restart"),
                one(sent, "restartRetries").strip(),
                one(sent, "stopSignal").strip(),
                sent.containsKey("init"),
                sent.containsKey("autoRemove"),
                sent.containsKey("privileged"),
                RunExtras.of(sent));
    }

    /// The same form with one empty row more of the kind `env`, `port`, `mount` or `label`, for browsers without
    /// script.
    RunForm withRow(String kind) {
        return switch (kind) {
            case "env" -> with(mode, plus(env, new Pair("", "", false)), ports, mounts, labels);
            case "port" -> with(mode, env, plus(ports, new Port("", "", "", "tcp", false)), mounts, labels);
            case "mount" -> with(mode, env, ports, plus(mounts, new Mount("volume", "", "", "rw", false)), labels);
            case "label" -> with(mode, env, ports, mounts, plus(labels, new Pair("", "", false)));
            default -> this;
        };
    }

    RunForm withPorts(List<Port> otherPorts) {
        return with(mode, env, otherPorts, mounts, labels);
    }

    RunForm withTerminal() {
        return with(TERMINAL, env, ports, mounts, labels);
    }

    private RunForm with(
            String newMode, List<Pair> newEnv, List<Port> newPorts, List<Mount> newMounts, List<Pair> newLabels) {
        return new RunForm(
                image,
                name,
                entrypoint,
                command,
                newMode,
                workingDir,
                user,
                hostname,
                newEnv,
                newPorts,
                newMounts,
                newLabels,
                network,
                readOnly,
                memory,
                cpus,
                pids,
                restart,
                restartRetries,
                stopSignal,
                init,
                autoRemove,
                privileged,
                extras);
    }

    boolean interactive() {
        return mode.equals(TERMINAL);
    }

    /// Values by name.
    static Map<String, String> byName(List<Pair> pairs) {
        return pairs.stream().collect(Collectors.toMap(Pair::name, Pair::value, (first, second) -> second));
    }

    static String restartWord(RestartPolicy.Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Pair pair(String variable) {
        int equals = variable.indexOf('=');
        return equals < 0
                ? new Pair(variable, "", true)
                : new Pair(variable.substring(0, equals), variable.substring(equals + 1), true);
    }

    // What the image exposes is offered with the same port on the host; whoever does not want it clears the row.
    private static Port suggestion(ContainerRequest.PortBinding port) {
        int hostPort = port.hostPort() == 0 ? port.containerPort() : port.hostPort();
        return new Port(
                port.hostAddress(),
                Integer.toString(hostPort),
                Integer.toString(port.containerPort()),
                port.protocol(),
                true);
    }

    private static Mount mount(ContainerRequest.MountRequest mount) {
        return new Mount(
                mount.kind().name().toLowerCase(Locale.ROOT),
                mount.source(),
                mount.target(),
                mount.readOnly() ? "ro" : "rw",
                mount.kind() == MountKind.VOLUME && mount.source().isEmpty());
    }

    private static List<Pair> pairs(MultiValueMap<String, String> sent, String kind) {
        return rows(
                sent,
                kind + "Name",
                i -> new Pair(
                        cell(sent, kind + "Name", i),
                        cell(sent, kind + "Value", i),
                        cell(sent, kind + "Inherited", i).equals("true")));
    }

    private static <T> List<T> rows(MultiValueMap<String, String> sent, String column, IntFunction<T> row) {
        return IntStream.range(0, sent.getOrDefault(column, List.of()).size())
                .mapToObj(row)
                .toList();
    }

    private static String cell(MultiValueMap<String, String> sent, String column, int row) {
        List<String> values = sent.getOrDefault(column, List.of());
        return row < values.size() ? text(values.get(row)) : "";
    }

    private static String one(MultiValueMap<String, String> sent, String field) {
        return text(sent.getFirst(field));
    }

    private static String words(@Nullable List<String> words) {
        return words == null ? "" : ShellWords.join(words);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static <T> List<T> plus(List<T> list, T row) {
        var longer = new ArrayList<>(list);
        longer.add(row);
        return longer;
    }
}
