package dev.onionyard.web.containers;

import dev.onionyard.container.HostSettings;
import dev.onionyard.container.HostSettings.Device;
import dev.onionyard.container.HostSettings.Limits;
import dev.onionyard.container.HostSettings.Logging;
import dev.onionyard.container.HostSettings.Namespaces;
import dev.onionyard.container.HostSettings.Security;
import dev.onionyard.container.HostSettings.Ulimit;
import dev.onionyard.oci.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the rarer fields of the run form, and says beside each what is wrong with its form. What only the engine can
/// know (whether a capability exists, whether this host allows a limit) it says itself; see [#fieldOf].
final class RunExtrasReader {

    private static final Pattern ULIMIT =
            Pattern.compile("([a-z]+)=(-?\\d{1,18}|unlimited)(?::(-?\\d{1,18}|unlimited))?");
    private static final Pattern ENTRY = Pattern.compile("([^=\\s]+)=(.*)");
    private static final Pattern DEVICE = Pattern.compile("(/[^:\\s]+)(?::(/[^:\\s]+))?(?::([rwm]{1,3}))?");
    private static final Pattern EXTRA_HOST = Pattern.compile("[^\\s:=]+[:=](?:[0-9a-fA-F:.]+|host-gateway)");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F]*[.:][0-9a-fA-F.:]*");
    private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Pattern CAPABILITY = Pattern.compile("[A-Za-z_]+");
    private static final Pattern OPTION = Pattern.compile("\\S.*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    /// What the engine says about a field, in its own words.
    private static final Map<Pattern, String> ENGINE_WORDS = engineWords();

    private final RunExtras extras;
    private final FieldErrors errors;

    RunExtrasReader(RunExtras extras, FieldErrors errors) {
        this.extras = extras;
        this.errors = errors;
    }

    private static Map<Pattern, String> engineWords() {
        var words = new LinkedHashMap<Pattern, String>();
        words.put(Pattern.compile("(?i)ulimit"), "ulimits");
        words.put(Pattern.compile("(?i)sysctl"), "sysctls");
        words.put(Pattern.compile("(?i)capability"), "capAdd");
        words.put(Pattern.compile("(?i)security-opt|seccomp"), "securityOptions");
        words.put(Pattern.compile("(?i)log opt|log driver|logger"), "logOptions");
        words.put(Pattern.compile("(?i)add-host"), "extraHosts");
        words.put(Pattern.compile("(?i)is not an ip address"), "dns");
        words.put(Pattern.compile("(?i)\\bSHM\\b"), "shmSize");
        words.put(Pattern.compile("(?i)device"), "devices");
        words.put(Pattern.compile("(?i)health"), "healthCommand");
        words.put(Pattern.compile("(?i)alias"), "aliases");
        return words;
    }

    /// The field that a message of the engine is about, or empty.
    static String fieldOf(String message) {
        return ENGINE_WORDS.entrySet().stream()
                .filter(words -> words.getKey().matcher(message).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /// The container's own health check, or null for the image's.
    @Nullable
    HealthCheck healthCheck() {
        return switch (extras.get("healthMode")) {
            case RunExtras.NONE -> new HealthCheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
            case RunExtras.OWN -> ownCheck();
            default -> null;
        };
    }

    private HealthCheck ownCheck() {
        String command = extras.get("healthCommand");
        if (command.isEmpty()) {
            errors.add("healthCommand", "run.error.healthCommand");
        }
        return new HealthCheck(
                List.of("CMD-SHELL", command),
                duration("healthInterval"),
                duration("healthTimeout"),
                duration("healthStartPeriod"),
                number("healthRetries"));
    }

    @Nullable
    Duration stopTimeout() {
        return extras.get("stopTimeout").isEmpty() ? null : Duration.ofSeconds(number("stopTimeout"));
    }

    /// Names in its network beside its own.
    List<String> aliases(String network) {
        List<String> aliases = matching("aliases", extras.words("aliases"), ALIAS, "run.error.alias");
        if (!aliases.isEmpty() && List.of("bridge", "none", "host").contains(network)) {
            errors.add("aliases", "run.error.aliasNetwork", network);
        }
        return aliases;
    }

    List<String> dns() {
        return matching("dns", extras.words("dns"), ADDRESS, "run.error.dns");
    }

    /// `name:address`; `=` may stand for the first colon.
    List<String> extraHosts() {
        return matching("extraHosts", extras.lines("extraHosts"), EXTRA_HOST, "run.error.extraHost").stream()
                .map(line -> line.indexOf('=') >= 0 ? line.replaceFirst("=", ":") : line)
                .toList();
    }

    List<String> capabilities(String field) {
        return matching(field, extras.words(field), CAPABILITY, "run.error.capability").stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .toList();
    }

    HostSettings settings() {
        return new HostSettings(
                Limits.NONE,
                Namespaces.DEFAULT,
                new Security(matching("securityOptions", extras.lines("securityOptions"), OPTION, ""), null, null),
                new Logging(logDriver(), entries("logOptions")),
                each("ulimits", ULIMIT, "run.error.ulimit", RunExtrasReader::ulimit),
                each("devices", DEVICE, "run.error.device", RunExtrasReader::device),
                List.of(),
                List.of(),
                entries("sysctls"),
                size("shmSize"),
                0,
                List.of(),
                Map.of(),
                "");
    }

    private String logDriver() {
        String driver = extras.get("logDriver");
        return driver.isEmpty() ? Logging.DEFAULT.driver() : driver;
    }

    private static Ulimit ulimit(Matcher line) {
        long soft = limit(line.group(2));
        return new Ulimit(line.group(1), soft, line.group(3) == null ? soft : limit(line.group(3)));
    }

    private static long limit(String text) {
        return text.equals("unlimited") ? -1 : Long.parseLong(text);
    }

    private static Device device(Matcher line) {
        String target = line.group(2) == null ? line.group(1) : line.group(2);
        return new Device(line.group(1), target, line.group(3) == null ? "rwm" : line.group(3));
    }

    private <T> List<T> each(String field, Pattern form, String key, Function<Matcher, T> read) {
        var found = new ArrayList<T>();
        for (String line : extras.lines(field)) {
            Matcher matcher = form.matcher(line);
            if (matcher.matches()) {
                found.add(read.apply(matcher));
            } else {
                errors.add(field, key, line);
            }
        }
        return found;
    }

    private List<String> matching(String field, List<String> texts, Pattern form, String key) {
        texts.stream().filter(text -> !form.matcher(text).matches()).forEach(text -> errors.add(field, key, text));
        return texts;
    }

    private Map<String, String> entries(String field) {
        var entries = new LinkedHashMap<String, String>();
        each(
                        field,
                        ENTRY,
                        "run.error.entry",
                        line -> Map.entry(line.group(1), line.group(2).strip()))
                .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    private long size(String field) {
        String text = extras.get(field);
        if (text.isEmpty()) {
            return 0;
        }
        OptionalLong bytes = MemorySize.parse(text);
        if (bytes.isEmpty()) {
            errors.add(field, "run.error.memory", text);
        }
        return bytes.orElse(0);
    }

    private Duration duration(String field) {
        String text = extras.get(field);
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        return DockerDuration.parse(text).orElseGet(() -> {
            errors.add(field, "run.error.duration", text);
            return Duration.ZERO;
        });
    }

    private int number(String field) {
        String text = extras.get(field);
        if (text.isEmpty()) {
            return 0;
        }
        if (!NUMBER.matcher(text).matches()) {
            errors.add(field, "run.error.number", text, "0");
            return 0;
        }
        return Integer.parseInt(text);
    }
}
