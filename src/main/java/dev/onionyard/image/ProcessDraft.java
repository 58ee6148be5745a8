package dev.onionyard.image;

import static dev.onionyard.image.DockerfileChanges.refused;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.HealthCheck;
import dev.onionyard.oci.ProcessDefaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Process defaults while instructions change them, one method an instruction.
final class ProcessDraft {

    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/([A-Za-z]+))?");
    private static final Pattern SIGNAL = Pattern.compile("(?:SIG)?[A-Z][A-Z0-9+-]*|\\d{1,2}");
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");
    private static final Set<String> NOT_ON_BUILD = Set.of("ONBUILD", "FROM", "MAINTAINER");

    private final List<String> shell;
    private String user;
    private final Set<String> exposedPorts;
    private final Map<String, String> env = new LinkedHashMap<>();
    private List<String> entrypoint;
    private List<String> cmd;
    private boolean cmdGiven;
    private final Set<String> volumes;
    private String workingDir;
    private final Map<String, String> labels;
    private String stopSignal;
    private final List<String> onBuild;
    private @Nullable HealthCheck healthCheck;

    ProcessDraft(ProcessDefaults base) {
        shell = base.shell();
        user = base.user();
        exposedPorts = new TreeSet<>(base.exposedPorts());
        base.env().forEach(this::putEnv);
        entrypoint = base.entrypoint();
        cmd = base.cmd();
        volumes = new TreeSet<>(base.volumes());
        workingDir = base.workingDir();
        labels = new TreeMap<>(base.labels());
        stopSignal = base.stopSignal();
        onBuild = new ArrayList<>(base.onBuild());
        healthCheck = base.healthCheck();
    }

    ProcessDefaults finish() {
        return new ProcessDefaults(
                user,
                Collections.unmodifiableSet(exposedPorts),
                env.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList(),
                List.copyOf(entrypoint),
                List.copyOf(cmd),
                Collections.unmodifiableSet(volumes),
                workingDir,
                Collections.unmodifiableMap(labels),
                stopSignal,
                shell,
                List.copyOf(onBuild),
                healthCheck);
    }

    void cmd(String rest) {
        cmd = command(rest);
        cmdGiven = true;
    }

    /// As in a Dockerfile, a new entrypoint drops the command that belonged to the old one.
    void entrypoint(String rest) {
        entrypoint = command(rest);
        if (!cmdGiven) {
            cmd = List.of();
        }
    }

    void env(String line, String rest) {
        pairs(line, rest).forEach(env::put);
    }

    void label(String line, String rest) {
        labels.putAll(pairs(line, rest));
    }

    void expose(String line, String rest) {
        for (String word : words(line, rest)) {
            Matcher ports = PORTS.matcher(word);
            String protocol =
                    ports.matches() && ports.group(3) != null ? ports.group(3).toLowerCase(Locale.ROOT) : "tcp";
            if (!ports.matches() || !PROTOCOLS.contains(protocol)) {
                throw refused(line, "ports such as 8080, 53/udp or 8000-8010, not \"" + word + "\"");
            }
            int first = Integer.parseInt(ports.group(1));
            int last = ports.group(2) == null ? first : Integer.parseInt(ports.group(2));
            if (first < 1 || last < first || last > 65_535) {
                throw refused(line, "ports from 1 to 65535, not \"" + word + "\"");
            }
            for (int port = first; port <= last; port++) {
                exposedPorts.add(port + "/" + protocol);
            }
        }
    }

    void onBuild(String line, String rest) {
        String trigger = rest.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        if (NOT_ON_BUILD.contains(trigger)) {
            throw refused(line, "an instruction that may be a trigger, not " + trigger);
        }
        onBuild.add(rest);
    }

    void stopSignal(String line, String rest) {
        String signal = single(line, rest).toUpperCase(Locale.ROOT);
        if (!SIGNAL.matcher(signal).matches()) {
            throw refused(line, "a signal such as SIGQUIT or 3");
        }
        stopSignal = signal;
    }

    void user(String line, String rest) {
        user = single(line, rest);
    }

    void volume(String line, String rest) {
        List<String> paths = JsonWords.parse(rest).orElseGet(() -> words(line, rest));
        for (String path : paths) {
            if (path.isBlank()) {
                throw refused(line, "paths in the container");
            }
            volumes.add(path.strip());
        }
    }

    /// A relative path goes below the working directory before it.
    void workingDir(String line, String rest) {
        String path = single(line, rest);
        String joined = path.startsWith("/") ? path : workingDir + "/" + path;
        workingDir = Path.of("/" + joined).normalize().toString();
    }

    void healthCheck(String line, String rest) {
        healthCheck = HealthCheckParser.parse(line, rest);
    }

    /// The JSON form, or else the rest of the line for the shell.
    private List<String> command(String rest) {
        return JsonWords.parse(rest).orElseGet(() -> {
            var words = new ArrayList<>(shell.isEmpty() ? DEFAULT_SHELL : shell);
            words.add(rest);
            return List.copyOf(words);
        });
    }

    /// `a=b c="d e"`, or the old form `a b c` for one name.
    private Map<String, String> pairs(String line, String rest) {
        var lexer = new WordLexer(line, env);
        List<String> words = WordLexer.split(rest);
        var pairs = new LinkedHashMap<String, String>();
        if (!words.getFirst().contains("=")) {
            String[] old = rest.split("\\s+", 2);
            if (old.length < 2) {
                throw refused(line, "NAME=value");
            }
            pairs.put(lexer.expand(old[0]), lexer.expand(old[1]));
            return pairs;
        }
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw refused(line, "NAME=value, not \"" + word + "\"");
            }
            pairs.put(lexer.expand(word.substring(0, equals)), lexer.expand(word.substring(equals + 1)));
        }
        return pairs;
    }

    private List<String> words(String line, String rest) {
        var lexer = new WordLexer(line, env);
        return WordLexer.split(rest).stream().map(lexer::expand).toList();
    }

    private String single(String line, String rest) {
        String value = new WordLexer(line, env).expand(rest);
        if (value.isBlank()) {
            throw new InvalidInputException("cannot apply change \"" + line + "\": its value is empty");
        }
        return value;
    }

    private void putEnv(String variable) {
        int equals = variable.indexOf('=');
        if (equals > 0) {
            env.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
    }
}
