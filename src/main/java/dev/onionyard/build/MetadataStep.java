package dev.onionyard.build;

import dev.onionyard.dockerfile.Command;
import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.HealthCheck;
import dev.onionyard.runtime.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Instructions that only change the configuration. Each returns what the history says of it, in the classic
/// builder's words.
final class MetadataStep {

    private static final Pattern PORTS = Pattern.compile("(?:[^:]*:)*(\\d{1,5})(?:-(\\d{1,5}))?(?:/([A-Za-z]+))?");
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");
    private static final int LAST_PORT = 65_535;

    private final StepWords words;
    private final ImageDraft image;
    private final ConfigDraft process;
    private final BuildArguments arguments;

    MetadataStep(StepWords words, ImageDraft image, BuildArguments arguments) {
        this.words = words;
        this.image = image;
        this.process = image.process();
        this.arguments = arguments;
    }

    String apply(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Arg arg -> arg(arg);
            case Instruction.Cmd cmd -> {
                process.cmd(cmd.command().line(process.shell()));
                yield "CMD " + GoText.quoted(process.cmd);
            }
            case Instruction.Entrypoint entrypoint -> {
                process.entrypoint(entrypoint.command().line(process.shell()));
                yield "ENTRYPOINT " + GoText.quoted(process.entrypoint);
            }
            case Instruction.Env env -> env(env);
            case Instruction.Expose expose -> expose(expose);
            case Instruction.HealthCheck check -> healthCheck(check);
            case Instruction.Label label -> label(label);
            case Instruction.Maintainer maintainer -> {
                image.author(maintainer.author());
                yield "MAINTAINER " + maintainer.author();
            }
            case Instruction.OnBuild onBuild -> {
                process.addTrigger(onBuild.trigger());
                yield "ONBUILD " + onBuild.trigger();
            }
            case Instruction.Shell shell -> {
                process.shell(shell.words());
                yield "SHELL [" + String.join(" ", shell.words()) + "]";
            }
            case Instruction.StopSignal signal -> stopSignal(signal);
            case Instruction.User user -> user(user);
            case Instruction.Volume volume -> volume(volume);
            case Instruction.Add x -> throw notMetadata(x);
            case Instruction.Copy x -> throw notMetadata(x);
            case Instruction.From x -> throw notMetadata(x);
            case Instruction.Run x -> throw notMetadata(x);
            case Instruction.Workdir x -> throw notMetadata(x);
        };
    }

    private static IllegalStateException notMetadata(Instruction instruction) {
        return new IllegalStateException(instruction.keyword() + " makes a layer");
    }

    private String arg(Instruction.Arg arg) {
        var text = new StringBuilder("ARG");
        for (Instruction.Arg.Declaration declared : arg.declarations()) {
            String name = words.expand(declared.name());
            String value = declared.value() == null ? null : words.expand(declared.value());
            arguments.declare(name, value);
            text.append(' ').append(name);
            if (value != null) {
                text.append('=').append(value);
            }
        }
        return text.toString();
    }

    /// All values are expanded before any is set: `ENV a=1 b=$a` does not see the new `a`.
    private String env(Instruction.Env env) {
        List<Instruction.Pair> pairs = expanded(env.pairs());
        pairs.forEach(pair -> process.env.put(pair.name(), pair.value()));
        return "ENV" + joined(pairs);
    }

    private String label(Instruction.Label label) {
        List<Instruction.Pair> pairs = expanded(label.pairs());
        pairs.forEach(pair -> process.labels.put(pair.name(), pair.value()));
        return "LABEL" + joined(pairs);
    }

    private List<Instruction.Pair> expanded(List<Instruction.Pair> pairs) {
        return pairs.stream()
                .map(pair -> new Instruction.Pair(words.expand(pair.name()), words.expand(pair.value())))
                .toList();
    }

    private static String joined(List<Instruction.Pair> pairs) {
        var text = new StringBuilder();
        pairs.forEach(pair -> text.append(' ').append(pair.name()).append('=').append(pair.value()));
        return text.toString();
    }

    private String expose(Instruction.Expose expose) {
        List<String> ports = words.expandWords(expose.ports());
        ports.forEach(this::expose);
        return "EXPOSE " + String.join(" ", ports);
    }

    private void expose(String word) {
        Matcher ports = PORTS.matcher(word);
        String protocol =
                ports.matches() && ports.group(3) != null ? ports.group(3).toLowerCase(Locale.ROOT) : "tcp";
        if (!ports.matches() || !PROTOCOLS.contains(protocol)) {
            throw words.refused(word, "Invalid containerPort: " + word, "ports such as 8080, 53/udp or 8000-8010");
        }
        int first = Integer.parseInt(ports.group(1));
        int last = ports.group(2) == null ? first : Integer.parseInt(ports.group(2));
        if (last < first || last > LAST_PORT) {
            throw words.refused(word, "Invalid containerPort: " + word, "ports from 0 to 65535, the smaller first");
        }
        for (int port = first; port <= last; port++) {
            process.exposedPorts.add(port + "/" + protocol);
        }
    }

    private String healthCheck(Instruction.HealthCheck check) {
        var command = check.command();
        List<String> test = new ArrayList<>();
        switch (command) {
            case null -> test.add("NONE");
            case Command.Shell shell -> {
                test.add("CMD-SHELL");
                test.add(shell.line());
            }
            case Command.Exec exec -> {
                test.add("CMD");
                test.addAll(exec.words());
            }
        }
        process.healthCheck =
                new HealthCheck(test, check.interval(), check.timeout(), check.startPeriod(), check.retries());
        return "HEALTHCHECK " + GoText.quoted(process.healthCheck);
    }

    private String stopSignal(Instruction.StopSignal instruction) {
        String signal = words.expand(instruction.signal());
        try {
            Signals.parse(signal);
        } catch (InvalidInputException e) {
            throw words.refused(instruction.signal(), "Invalid signal: " + signal, "a signal such as SIGQUIT or 3");
        }
        process.stopSignal = signal;
        return "STOPSIGNAL " + signal;
    }

    private String user(Instruction.User instruction) {
        String user = words.expand(instruction.user());
        process.user = user;
        return "USER " + user;
    }

    private String volume(Instruction.Volume instruction) {
        List<String> paths = words.expandAll(instruction.paths());
        for (String path : paths) {
            if (path.isBlank()) {
                throw words.refused("", "VOLUME specified can not be an empty string", "paths in the container");
            }
            process.volumes.add(path);
        }
        return "VOLUME [" + String.join(" ", paths) + "]";
    }
}
