package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.error.InvalidInputException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a request of what stands in the run form, or says field by field what is wrong with it. What the image says
/// itself and nobody changed is left to the image (null, or no row), so the request reads as short as a person would
/// write `docker run`.
final class RunFormReader {

    /// Docker refuses less: the kernel could not run even a small process.
    static final long SMALLEST_MEMORY = 6L << 20;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final Pattern HOSTNAME = Pattern.compile(
            "(?=.{1,63}$)[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*");
    private static final Pattern USER = Pattern.compile("[^\\s:,=]+(?::[^\\s:,=]+)?");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\\]?");
    private static final Pattern SIGNAL = Pattern.compile("(?i)(?:SIG)?[A-Z][A-Z0-9+-]*|\\d{1,2}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

    private final ContainerRequest defaults;
    private final boolean administrator;
    private final FieldErrors errors = new FieldErrors();
    private final RunExtrasReader extras;

    /// What came of reading.
    ///
    /// @param request null if there are errors
    /// @param aliases in its network
    record Reading(@Nullable ContainerRequest request, List<String> aliases, FieldErrors errors) {}

    private RunFormReader(RunForm form, ContainerRequest defaults, boolean administrator) {
        this.extras = new RunExtrasReader(form.extras(), errors);
        this.defaults = defaults;
        this.administrator = administrator;
    }

    /// @param defaults what the image says
    static Reading read(RunForm form, ContainerRequest defaults, boolean administrator) {
        var reader = new RunFormReader(form, defaults, administrator);
        ContainerRequest request = reader.request(form);
        List<String> aliases = reader.extras.aliases(request.host().network());
        return new Reading(reader.errors.isEmpty() ? request : null, aliases, reader.errors);
    }

    private ContainerRequest request(RunForm form) {
        List<String> entrypoint = words("entrypoint", form.entrypoint());
        List<String> command = words("command", form.command());
        boolean ownEntrypoint = !entrypoint.equals(orEmpty(defaults.entrypoint()));
        return new ContainerRequest(
                matching("name", form.name(), NAME, "run.error.name"),
                form.image(),
                ownEntrypoint ? entrypoint : null,
                // An entrypoint of one's own drops the image's command (Docker does the same), so it is said again.
                ownEntrypoint || !command.equals(orEmpty(defaults.cmd())) ? command : null,
                env(form.env()),
                unlessDefault(path("workingDir", form.workingDir()), defaults.workingDir()),
                unlessDefault(matching("user", form.user(), USER, "run.error.user"), defaults.user()),
                matching("hostname", form.hostname(), HOSTNAME, "run.error.hostname"),
                form.interactive(),
                form.interactive(),
                false,
                labels(form.labels()),
                unlessDefault(
                        matching("stopSignal", form.stopSignal(), SIGNAL, "run.error.signal"), defaults.stopSignal()),
                extras.stopTimeout(),
                host(form),
                "",
                List.of(),
                extras.healthCheck(),
                ContainerRequest.Attached.OUTPUT);
    }

    private HostOptions host(RunForm form) {
        if (form.privileged() && !administrator) {
            errors.add("privileged", "run.error.privileged");
        }
        RestartPolicy restart = restartPolicy(form);
        if (form.autoRemove() && restart.mode() != RestartPolicy.Mode.NO) {
            errors.add("autoRemove", "run.error.autoRemove");
        }
        String network = network(form.network());
        return new HostOptions(
                network,
                ports(form.ports(), network),
                false,
                mounts(form.mounts()),
                form.readOnly(),
                memory(form.memory()),
                nanoCpus(form.cpus()),
                number("pids", form.pids(), 1),
                restart,
                form.autoRemove(),
                form.privileged(),
                form.init(),
                extras.capabilities("capAdd"),
                extras.capabilities("capDrop"),
                extras.extraHosts(),
                extras.dns(),
                extras.settings());
    }

    private List<String> words(String field, String line) {
        try {
            return ShellWords.split(line);
        } catch (InvalidInputException e) {
            errors.add(field, "run.error.quotes");
            return List.of();
        }
    }

    private @Nullable String matching(String field, String text, Pattern form, String key) {
        if (text.isEmpty()) {
            return null;
        }
        if (!form.matcher(text).matches()) {
            errors.add(field, key, text);
        }
        return text;
    }

    private @Nullable String path(String field, String text) {
        if (!text.isEmpty() && !isPath(text)) {
            errors.add(field, "run.error.path", text);
        }
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String unlessDefault(@Nullable String value, @Nullable String standard) {
        return Objects.equals(value, standard) ? null : value;
    }

    private List<String> env(List<RunForm.Pair> rows) {
        var asked = new ArrayList<String>();
        for (int i = 0; i < rows.size(); i++) {
            RunForm.Pair row = rows.get(i);
            if (row.blank()) {
                continue;
            }
            if (row.name().isBlank()
                    || row.name().indexOf('=') >= 0
                    || row.joined().indexOf('\0') >= 0) {
                errors.add("env." + i, "run.error.envName", row.name());
            } else if (!defaults.env().contains(row.joined())) {
                asked.add(row.joined());
            }
        }
        return asked;
    }

    private Map<String, String> labels(List<RunForm.Pair> rows) {
        var asked = new LinkedHashMap<String, String>();
        for (int i = 0; i < rows.size(); i++) {
            RunForm.Pair row = rows.get(i);
            if (!row.blank() && row.name().isBlank()) {
                errors.add("label." + i, "run.error.labelName");
            } else if (!row.blank()
                    && !row.value().equals(defaults.labels().get(row.name().strip()))) {
                asked.put(row.name().strip(), row.value());
            }
        }
        return asked;
    }

    private String network(String network) {
        String chosen = network.isBlank() ? HostOptions.DEFAULT.network() : network.strip();
        if (chosen.length() > 128 || chosen.chars().anyMatch(c -> c <= ' ')) {
            errors.add("network", "run.error.network", chosen);
        }
        return chosen;
    }

    private List<PortBinding> ports(List<RunForm.Port> rows, String network) {
        var published = new ArrayList<PortBinding>();
        Set<PortBinding> taken = new HashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).blank()) {
                port("port." + i, rows.get(i), published, taken);
            }
        }
        if (!published.isEmpty() && (network.equals("none") || network.equals("host"))) {
            errors.add("ports", "run.error.portsNeedNetwork", network);
        }
        return published;
    }

    private void port(String field, RunForm.Port row, List<PortBinding> published, Set<PortBinding> taken) {
        int hostPort = row.hostPort().isBlank() ? 0 : portNumber(field, row.hostPort());
        int containerPort = portNumber(field, row.containerPort());
        String address = row.address().strip();
        if (!address.isEmpty() && !isAddress(address)) {
            errors.add(field, "run.error.address", address);
        }
        String protocol = row.protocol().toLowerCase(Locale.ROOT).equals("udp") ? "udp" : "tcp";
        if (hostPort > 0 && !taken.add(new PortBinding(address, hostPort, 0, protocol))) {
            errors.add(field, "run.error.portTwice", Integer.toString(hostPort));
        }
        if (containerPort > 0) {
            published.add(new PortBinding(address, hostPort, containerPort, protocol));
        }
    }

    private int portNumber(String field, String text) {
        String digits = text.strip();
        int number = NUMBER.matcher(digits).matches() ? Integer.parseInt(digits) : 0;
        if (number < 1 || number > 65535) {
            errors.add(field, "run.error.port", digits);
            return 0;
        }
        return number;
    }

    private static boolean isAddress(String text) {
        return IPV4.matcher(text).matches() || IPV6.matcher(text).matches();
    }

    private List<MountRequest> mounts(List<RunForm.Mount> rows) {
        var asked = new ArrayList<MountRequest>();
        Set<String> targets = new HashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).blank()) {
                mount("mount." + i, rows.get(i), asked, targets);
            }
        }
        return asked;
    }

    private void mount(String field, RunForm.Mount row, List<MountRequest> asked, Set<String> targets) {
        String target = row.target().strip();
        String source = row.source().strip();
        if (!isPath(target) || target.equals("/")) {
            errors.add(field, "run.error.mountTarget", target);
        } else if (!targets.add(target)) {
            errors.add(field, "run.error.mountTwice", target);
        }
        switch (row.kind()) {
            case "bind" -> {
                if (!isPath(source)) {
                    errors.add(field, "run.error.bindSource", source);
                }
                asked.add(new MountRequest(
                        MountKind.BIND, source, target, row.mode().equals("ro")));
            }
            case "tmpfs" ->
                asked.add(
                        new MountRequest(MountKind.TMPFS, "", target, row.mode().equals("ro")));
            default -> volume(field, row, source, target, asked);
        }
    }

    private void volume(String field, RunForm.Mount row, String source, String target, List<MountRequest> asked) {
        if (!source.isEmpty() && !NAME.matcher(source).matches()) {
            errors.add(field, "run.error.volumeName", source);
        }
        var mount =
                new MountRequest(MountKind.VOLUME, source, target, row.mode().equals("ro"));
        if (!defaults.host().mounts().contains(mount)) {
            asked.add(mount);
        }
    }

    private static boolean isPath(String text) {
        return text.startsWith("/")
                && text.indexOf('\0') < 0
                && List.of(text.split("/")).stream().noneMatch(part -> part.equals("..") || part.equals("."));
    }

    private long memory(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        OptionalLong bytes = MemorySize.parse(text);
        if (bytes.isEmpty()) {
            errors.add("memory", "run.error.memory", text);
        } else if (bytes.getAsLong() < SMALLEST_MEMORY) {
            errors.add("memory", "run.error.memorySmall");
        }
        return bytes.orElse(0);
    }

    private long nanoCpus(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            BigDecimal cpus = new BigDecimal(text);
            if (cpus.compareTo(new BigDecimal("0.01")) >= 0 && cpus.compareTo(BigDecimal.valueOf(4096)) <= 0) {
                return cpus.multiply(BILLION).longValue();
            }
        } catch (NumberFormatException e) {
            // said below
        }
        errors.add("cpus", "run.error.cpus", text);
        return 0;
    }

    private long number(String field, String text, int least) {
        if (text.isEmpty()) {
            return 0;
        }
        long number = NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
        if (number < least) {
            errors.add(field, "run.error.number", text, Integer.toString(least));
        }
        return Math.max(number, 0);
    }

    private RestartPolicy restartPolicy(RunForm form) {
        return switch (form.restart()) {
            case "on-failure" ->
                new RestartPolicy(
                        RestartPolicy.Mode.ON_FAILURE, (int) number("restartRetries", form.restartRetries(), 0));
            case "always" -> new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0);
            case "unless-stopped" -> new RestartPolicy(RestartPolicy.Mode.UNLESS_STOPPED, 0);
            default -> RestartPolicy.NEVER;
        };
    }

    private static List<String> orEmpty(@Nullable List<String> words) {
        return words == null ? List.of() : words;
    }
}
