package dev.onionyard.dockerfile;

import dev.onionyard.dockerfile.Instruction.Arg;
import dev.onionyard.dockerfile.Instruction.Files;
import dev.onionyard.dockerfile.Instruction.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes an instruction of a logical line.
final class InstructionReader {

    private static final List<String> KEYWORDS = List.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");
    private static final Set<String> COPY_FLAGS = Set.of("chown", "chmod", "from", "link", "exclude", "parents");
    private static final Set<String> ADD_FLAGS =
            Set.of("chown", "chmod", "link", "exclude", "checksum", "keep-git-dir");
    private static final Set<String> NETWORKS = Set.of("default", "none", "host");

    /// What a line says.
    sealed interface Read {}

    /// @param name of the stage it begins, in lower case
    record NamedFrom(Instruction.From from, @Nullable String name) implements Read {}

    record Plain(Instruction instruction) implements Read {}

    private final LogicalLine line;
    private final String text;
    private final Source source;
    private final char escape;
    private final String keyword;
    private final Flags flags;
    private final int start;

    private InstructionReader(LogicalLine line, char escape) {
        this.line = line;
        this.text = line.text();
        this.source = line.source();
        this.escape = escape;
        int end = 0;
        while (end < text.length() && !Words.isBlank(text.charAt(end))) {
            end++;
        }
        this.keyword = text.substring(0, end).toUpperCase(Locale.ROOT);
        if (!KEYWORDS.contains(keyword)) {
            throw new DockerfileFault(
                    0, end, "unknown instruction: " + text.substring(0, end) + suggestion(), "one of " + shown());
        }
        this.flags = takesFlags() ? new Flags(text, end, escape) : new Flags("", 0, escape);
        this.start = takesFlags() ? flags.end() : skipBlanks(end);
    }

    static Read read(LogicalLine line, char escape) {
        return new InstructionReader(line, escape).read();
    }

    private boolean takesFlags() {
        return !Set.of("ONBUILD", "MAINTAINER").contains(keyword);
    }

    private Read read() {
        flags.allow(
                switch (keyword) {
                    case "FROM" -> Set.of("platform");
                    case "RUN" -> Set.of("mount", "network", "security");
                    case "COPY" -> COPY_FLAGS;
                    case "ADD" -> ADD_FLAGS;
                    case "HEALTHCHECK" -> HealthCheckReader.FLAGS;
                    default -> Set.of();
                });
        return keyword.equals("FROM") ? from() : new Plain(instruction());
    }

    private Instruction instruction() {
        return switch (keyword) {
            case "ADD" -> new Instruction.Add(source, files());
            case "ARG" -> arg();
            case "CMD" -> new Instruction.Cmd(source, command());
            case "COPY" -> new Instruction.Copy(source, files());
            case "ENTRYPOINT" -> new Instruction.Entrypoint(source, command());
            case "ENV" -> new Instruction.Env(source, pairs());
            case "EXPOSE" -> new Instruction.Expose(source, ports());
            case "HEALTHCHECK" -> new HealthCheckReader(source, flags, arguments(), start).read();
            case "LABEL" -> new Instruction.Label(source, pairs());
            case "MAINTAINER" -> new Instruction.Maintainer(source, exactlyOne());
            case "ONBUILD" -> onBuild();
            case "RUN" -> run();
            case "SHELL" -> new Instruction.Shell(source, shell());
            case "STOPSIGNAL" -> new Instruction.StopSignal(source, exactlyOne());
            case "USER" -> new Instruction.User(source, exactlyOne());
            case "VOLUME" -> new Instruction.Volume(source, volumes());
            case "WORKDIR" -> new Instruction.Workdir(source, exactlyOne());
            default -> throw new IllegalStateException(keyword);
        };
    }

    private NamedFrom from() {
        List<Words.Word> words = Words.atBlanks(arguments());
        if (words.size() != 1 && words.size() != 3
                || words.size() == 3 && !isAs(words.get(1).text())) {
            throw fault("FROM requires either one or three arguments", "FROM image, or FROM image AS name");
        }
        var from = new Instruction.From(source, words.getFirst().text(), flags.value("platform"));
        if (words.size() == 1) {
            return new NamedFrom(from, null);
        }
        String name = words.get(2).text().toLowerCase(Locale.ROOT);
        if (!STAGE_NAME.matcher(name).matches()) {
            throw new DockerfileFault(
                    start + words.get(2).offset(),
                    name.length(),
                    "invalid name for build stage: \"" + name + "\", name can't start with a number or contain symbols",
                    "a letter, then letters, digits, \"-\", \"_\" and \".\"");
        }
        return new NamedFrom(from, name);
    }

    private static boolean isAs(String word) {
        return word.equalsIgnoreCase("AS");
    }

    private Instruction arg() {
        var declarations = new ArrayList<Arg.Declaration>();
        for (Words.Word word : Words.split(atLeastOne(), escape)) {
            int equals = word.text().indexOf('=');
            if (equals == 0) {
                throw at(word, "ARG names can not be blank", "NAME or NAME=value");
            }
            declarations.add(
                    equals < 0
                            ? new Arg.Declaration(word.text(), null)
                            : new Arg.Declaration(
                                    word.text().substring(0, equals),
                                    word.text().substring(equals + 1)));
        }
        return new Arg(source, declarations);
    }

    private Instruction run() {
        String network = flags.value("network");
        if (!network.isEmpty() && !NETWORKS.contains(network)) {
            throw flags.fault("network", "invalid network mode \"" + network + "\"", "default, none or host");
        }
        if (flags.has("security") && !flags.value("security").equals("sandbox")) {
            throw flags.fault("security", "--security=" + flags.value("security") + " is not allowed here", "sandbox");
        }
        Command command = arguments().isEmpty() && !line.heredocs().isEmpty() ? new Command.Shell("") : command();
        return new Instruction.Run(
                source, command, flags.values("mount"), network.isEmpty() ? "default" : network, line.heredocs());
    }

    private Files files() {
        if (flags.has("parents")) {
            throw flags.fault("parents", "COPY --parents is not supported here", "COPY without --parents");
        }
        List<String> words = json().orElseGet(() -> texts(Words.atBlanks(arguments())));
        if (words.size() < 2) {
            throw fault(
                    keyword + " requires at least two arguments"
                            + (words.isEmpty()
                                    ? ""
                                    : ", but only one was provided. Destination could not be determined."),
                    keyword + " source … destination");
        }
        return new Files(
                words.subList(0, words.size() - 1).stream()
                        .filter(word -> !isHeredoc(word))
                        .toList(),
                words.getLast(),
                keyword.equals("COPY") ? flags.value("from") : "",
                flags.value("chown"),
                flags.value("chmod"),
                flags.isSet("link"),
                flags.isSet("keep-git-dir"),
                flags.values("exclude"),
                keyword.equals("ADD") ? flags.value("checksum") : "",
                line.heredocs());
    }

    private boolean isHeredoc(String word) {
        return !line.heredocs().isEmpty() && word.startsWith("<<");
    }

    private Instruction onBuild() {
        String trigger = atLeastOne();
        String word = trigger.split("\\s", 2)[0].toUpperCase(Locale.ROOT);
        if (word.equals("ONBUILD")) {
            throw fault("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", "another instruction");
        }
        if (word.equals("FROM") || word.equals("MAINTAINER")) {
            throw fault(word + " isn't allowed as an ONBUILD trigger", "another instruction");
        }
        if (!KEYWORDS.contains(word)) {
            throw fault("unknown instruction: " + word, "ONBUILD and an instruction");
        }
        return new Instruction.OnBuild(source, trigger);
    }

    private Command command() {
        // `CMD` alone empties what the image has.
        if (arguments().isEmpty() && keyword.equals("RUN")) {
            throw fault("RUN requires at least one argument", "RUN command, or RUN [\"program\", \"argument\"]");
        }
        Optional<List<String>> json = json();
        if (json.isPresent()) {
            return new Command.Exec(json.get());
        }
        return arguments().isEmpty() ? new Command.Exec(List.of()) : new Command.Shell(arguments());
    }

    private List<String> shell() {
        List<String> words = json().orElse(List.of());
        if (words.isEmpty()) {
            throw fault("SHELL requires the arguments to be in JSON form", "SHELL [\"program\", \"argument\"]");
        }
        return words;
    }

    private List<String> volumes() {
        String rest = atLeastOne();
        List<String> paths = json().orElseGet(() -> texts(Words.atBlanks(rest)));
        if (paths.isEmpty()) {
            throw fault("VOLUME requires at least one argument", "paths in the container");
        }
        if (paths.stream().anyMatch(String::isBlank)) {
            throw fault("VOLUME specified can not be an empty string", "paths in the container");
        }
        return paths.stream().map(String::strip).toList();
    }

    /// Sorted, as dockerd sorts them for the history.
    private List<String> ports() {
        return texts(Words.atBlanks(atLeastOne())).stream().sorted().toList();
    }

    /// `a=b c="d e"`, or the old form `a b c` for one name.
    private List<Pair> pairs() {
        String rest = atLeastOne();
        List<Words.Word> words = Words.split(rest, escape);
        if (!words.getFirst().text().contains("=")) {
            String[] old = rest.split("\\s+", 2);
            if (old.length < 2 || old[1].isBlank()) {
                throw fault(keyword + " must have two arguments", keyword + " NAME=value …");
            }
            return List.of(new Pair(old[0], old[1]));
        }
        return words.stream().map(this::pair).toList();
    }

    private Pair pair(Words.Word word) {
        int equals = word.text().indexOf('=');
        if (equals < 0) {
            throw at(
                    word,
                    "Syntax error - can't find = in \"" + word.text() + "\". Must be of the form: name=value",
                    "NAME=value; quote a value that has blanks");
        }
        if (equals == 0) {
            throw at(word, keyword + " names can not be blank", "NAME=value");
        }
        return new Pair(word.text().substring(0, equals), word.text().substring(equals + 1));
    }

    /// The JSON form of the arguments, if they are in it.
    private Optional<List<String>> json() {
        try {
            return JsonWords.parse(arguments());
        } catch (JsonWords.NotStrings e) {
            throw fault(String.valueOf(e.getMessage()), "words in double quotes, such as [\"sh\", \"-c\", \"true\"]");
        }
    }

    private String arguments() {
        return text.substring(Math.min(start, text.length())).strip();
    }

    private String atLeastOne() {
        if (arguments().isEmpty()) {
            throw fault(keyword + " requires at least one argument", keyword + " with an argument");
        }
        return arguments();
    }

    private String exactlyOne() {
        if (arguments().isEmpty()) {
            throw fault(keyword + " requires exactly one argument", keyword + " with one argument");
        }
        return arguments();
    }

    private DockerfileFault fault(String message, String expected) {
        boolean nothing = arguments().isEmpty();
        return new DockerfileFault(
                nothing ? 0 : start, nothing ? keyword.length() : arguments().length(), message, expected);
    }

    private DockerfileFault at(Words.Word word, String message, String expected) {
        return new DockerfileFault(start + word.offset(), word.text().length(), message, expected);
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < text.length() && Words.isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static List<String> texts(List<Words.Word> words) {
        return words.stream().map(Words.Word::text).toList();
    }

    private static String shown() {
        return String.join(", ", KEYWORDS);
    }

    private String suggestion() {
        return KEYWORDS.stream()
                .filter(known -> Typing.distance(known, keyword) <= 2)
                .findFirst()
                .map(known -> " (did you mean " + known + "?)")
                .orElse("");
    }
}
