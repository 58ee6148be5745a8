package dev.onionyard.dockerfile;

import dev.onionyard.dockerfile.Dockerfile.Stage;
import dev.onionyard.dockerfile.Instruction.Arg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The warnings of Docker's build checks, by their names and in their words.
final class Linter {

    private static final Set<String> RESERVED_NAMES = Set.of("scratch", "context");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(?:^|_)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:$|_)");
    private static final Pattern NOT_SECRET = Pattern.compile("(?i)(?:^|_)(?:public|file|version)(?:$|_)");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)(:?[-+?])?|([A-Za-z_]\\w*))");
    private static final Pattern EXPOSED = Pattern.compile("\\d+(?:-\\d+)?(?:/[A-Za-z]+)?");
    private static final Pattern WINDOWS_PATH = Pattern.compile("[A-Za-z]:[\\\\/].*");

    /// Variables that every stage may use without `ARG`.
    private static final Set<String> PREDEFINED = Set.copyOf(Predefined.PROXIES);

    private final Dockerfile file;
    private final Checks checks;
    private final List<String> text;
    private final List<Problem> found = new ArrayList<>();

    Linter(Dockerfile file, List<LogicalLine> lines) {
        this.file = file;
        this.checks = file.checks();
        this.text = new SourceText(file.name(), file.text()).lines();
        checkLines(lines);
        checkStages();
        checkDescriptions();
        file.stages().forEach(this::checkStage);
    }

    List<Problem> warnings() {
        return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    private void warn(String rule, int line, String message) {
        if (checks.wants(rule) && line > 0) {
            found.add(new Problem(line, 1, rule, message));
        }
    }

    private void warn(String rule, Instruction at, String message) {
        warn(rule, at.source().line(), message);
    }

    private void checkLines(List<LogicalLine> lines) {
        boolean mostlyLower = lines.stream().filter(Linter::isLower).count() * 2 > lines.size();
        for (LogicalLine line : lines) {
            String keyword = keyword(line);
            boolean right =
                    keyword.equals(mostlyLower ? keyword.toLowerCase(Locale.ROOT) : keyword.toUpperCase(Locale.ROOT));
            if (!right) {
                warn(
                        "ConsistentInstructionCasing",
                        line.line(),
                        "Command '" + keyword + "' should match the case of the command majority ("
                                + (mostlyLower ? "lowercase" : "uppercase") + ")");
            }
            if (line.hasEmptyContinuation()) {
                warn("NoEmptyContinuation", line.line(), "Empty continuation line");
            }
            checkLegacyPairs(line, keyword.toUpperCase(Locale.ROOT));
            checkFromCasing(line, keyword);
        }
    }

    private static String keyword(LogicalLine line) {
        return line.text().split("\\s", 2)[0];
    }

    private static boolean isLower(LogicalLine line) {
        return keyword(line).equals(keyword(line).toLowerCase(Locale.ROOT));
    }

    private void checkLegacyPairs(LogicalLine line, String keyword) {
        if (keyword.equals("ENV") || keyword.equals("LABEL")) {
            List<Words.Word> words = Words.split(line.text(), file.escape());
            if (words.size() > 1 && !words.get(1).text().contains("=")) {
                warn(
                        "LegacyKeyValueFormat",
                        line.line(),
                        "\"" + keyword + " key=value\" should be used instead of legacy \"" + keyword
                                + " key value\" format");
            }
        }
    }

    private void checkFromCasing(LogicalLine line, String keyword) {
        List<Words.Word> words = Words.atBlanks(line.text());
        if (!keyword.equalsIgnoreCase("FROM") || words.size() < 4) {
            return;
        }
        String as = words.get(words.size() - 2).text();
        String name = words.getLast().text();
        boolean fromUpper = keyword.equals(keyword.toUpperCase(Locale.ROOT));
        if (fromUpper != as.equals(as.toUpperCase(Locale.ROOT))) {
            warn("FromAsCasing", line.line(), "'" + as + "' and '" + keyword + "' keywords' casing do not match");
        }
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            warn("StageNameCasing", line.line(), "Stage name '" + name + "' should be lowercase");
        }
    }

    /// A comment right above a stage or an argument describes it.
    private void checkDescriptions() {
        for (Instruction.Arg arg : file.globalArgs()) {
            checkDescription(arg);
        }
        for (Stage stage : file.stages()) {
            String name = stage.name();
            if (name != null) {
                checkDescription(stage.from(), "FROM", List.of(name));
            }
            stage.instructions().stream()
                    .filter(Arg.class::isInstance)
                    .map(Arg.class::cast)
                    .forEach(this::checkDescription);
        }
    }

    private void checkDescription(Arg arg) {
        checkDescription(
                arg,
                "ARG",
                arg.declarations().stream().map(Arg.Declaration::name).toList());
    }

    private void checkDescription(Instruction at, String keyword, List<String> names) {
        int line = at.source().line();
        String above = line < 2 ? "" : text.get(line - 2).strip();
        String first = above.replaceFirst("^#\\s*", "").split("\\s", 2)[0];
        if (above.startsWith("#") && !names.contains(first)) {
            warn(
                    "InvalidDefinitionDescription",
                    at,
                    "Comment for " + keyword + " should follow the format: `# "
                            + (names.size() == 1 ? names.getFirst() : "<arg_key>") + " <description>`");
        }
    }

    private void checkStages() {
        Set<String> names = new HashSet<>();
        Map<String, String> globals = globalDefaults();
        for (Stage stage : file.stages()) {
            String name = stage.name();
            if (name != null && RESERVED_NAMES.contains(name)) {
                warn(
                        "ReservedStageName",
                        stage.from(),
                        "Stage name should not use the same name as reserved stage \"" + name + "\"");
            }
            if (name != null && !names.add(name)) {
                warn(
                        "DuplicateStageName",
                        stage.from(),
                        "Duplicate stage name \"" + name + "\", stage names should be unique");
            }
            checkFrom(stage.from(), globals);
        }
    }

    private Map<String, String> globalDefaults() {
        var globals = new HashMap<String, String>();
        file.globalArgs().stream()
                .flatMap(arg -> arg.declarations().stream())
                .forEach(declared -> globals.put(declared.name(), declared.value() == null ? "" : declared.value()));
        return globals;
    }

    private void checkFrom(Instruction.From from, Map<String, String> globals) {
        for (String used : variables(from.image())) {
            if (!globals.containsKey(used) && !Predefined.isPlatform(used)) {
                warn("UndefinedArgInFrom", from, "FROM argument '" + used + "' is not declared");
            } else if (globals.getOrDefault(used, "").isEmpty() && !Predefined.isPlatform(used)) {
                warn(
                        "InvalidDefaultArgInFrom",
                        from,
                        "Default value for ARG " + from.image() + " results in empty or invalid base image name");
            }
        }
        if (from.platform().equals("$TARGETPLATFORM") || from.platform().equals("${TARGETPLATFORM}")) {
            warn(
                    "RedundantTargetPlatform",
                    from,
                    "Setting platform to predefined " + from.platform()
                            + " in FROM is redundant as this is the default behavior");
        } else if (!from.platform().isEmpty() && variables(from.platform()).isEmpty()) {
            warn(
                    "FromPlatformFlagConstDisallowed",
                    from,
                    "FROM --platform flag should not use constant value \"" + from.platform() + "\"");
        }
    }

    private void checkStage(Stage stage) {
        Set<String> known = new HashSet<>(PREDEFINED);
        known.add("PATH");
        boolean fromNothing = stage.from().image().equals("scratch");
        var hasWorkdir = new boolean[1];
        for (Instruction instruction : stage.instructions()) {
            checkOne(instruction, hasWorkdir);
            if (fromNothing) {
                checkVariables(instruction, known);
            }
            declare(instruction, known);
        }
        checkMultiple(stage, "CMD", Instruction.Cmd.class);
        checkMultiple(stage, "ENTRYPOINT", Instruction.Entrypoint.class);
        checkMultiple(stage, "HEALTHCHECK", Instruction.HealthCheck.class);
    }

    private void checkOne(Instruction instruction, boolean[] hasWorkdir) {
        switch (instruction) {
            case Instruction.Maintainer maintainer ->
                warn(
                        "MaintainerDeprecated",
                        maintainer,
                        "Maintainer instruction is deprecated in favor of using label");
            case Instruction.Cmd cmd -> checkJson(cmd, cmd.command());
            case Instruction.Entrypoint entrypoint -> checkJson(entrypoint, entrypoint.command());
            case Instruction.Workdir workdir -> checkWorkdir(workdir, hasWorkdir);
            case Instruction.Arg arg -> arg.declarations().forEach(declared -> checkSecret(arg, declared.name()));
            case Instruction.Env env -> env.pairs().forEach(pair -> checkSecret(env, pair.name()));
            case Instruction.Expose expose -> expose.ports().forEach(port -> checkPort(expose, port));
            case Instruction.Add x -> {}
            case Instruction.Copy x -> {}
            case Instruction.From x -> {}
            case Instruction.HealthCheck x -> {}
            case Instruction.Label x -> {}
            case Instruction.OnBuild x -> {}
            case Instruction.Run x -> {}
            case Instruction.Shell x -> {}
            case Instruction.StopSignal x -> {}
            case Instruction.User x -> {}
            case Instruction.Volume x -> {}
        }
    }

    private void checkJson(Instruction instruction, Command command) {
        if (command instanceof Command.Shell) {
            warn(
                    "JSONArgsRecommended",
                    instruction,
                    "JSON arguments recommended for " + instruction.keyword()
                            + " to prevent unintended behavior related to OS signals");
        }
    }

    private void checkWorkdir(Instruction.Workdir workdir, boolean[] hasAbsolute) {
        String path = workdir.path();
        boolean absolute = path.startsWith("/")
                || path.startsWith("$")
                || WINDOWS_PATH.matcher(path).matches();
        if (!absolute && !hasAbsolute[0]) {
            warn(
                    "WorkdirRelativePath",
                    workdir,
                    "Relative workdir \"" + path
                            + "\" can have unexpected results if the base image's WORKDIR changes");
        }
        hasAbsolute[0] |= absolute;
    }

    private void checkSecret(Instruction instruction, String name) {
        if (SECRET.matcher(name).find() && !NOT_SECRET.matcher(name).find()) {
            warn(
                    "SecretsUsedInArgOrEnv",
                    instruction,
                    "Do not use ARG or ENV instructions for sensitive data (" + instruction.keyword() + " \"" + name
                            + "\")");
        }
    }

    private void checkPort(Instruction.Expose expose, String port) {
        if (port.contains("$")) {
            return;
        }
        if (port.contains(":")) {
            warn(
                    "ExposeInvalidFormat",
                    expose,
                    "EXPOSE instruction should not define an IP address or host-port mapping, found '" + port + "'");
        } else if (EXPOSED.matcher(port).matches() && !port.equals(port.toLowerCase(Locale.ROOT))) {
            warn(
                    "ExposeProtoCasing",
                    expose,
                    "Defined protocol '" + port.substring(port.indexOf('/') + 1)
                            + "' in EXPOSE instruction should be lowercase");
        }
    }

    /// Only where the base image brings no variables of its own.
    private void checkVariables(Instruction instruction, Set<String> known) {
        for (String used : words(instruction)
                .flatMap(word -> variables(word).stream())
                .distinct()
                .toList()) {
            if (!known.contains(used)) {
                warn("UndefinedVar", instruction, "Usage of undefined variable '$" + used + "'");
            }
        }
    }

    private static Stream<String> words(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Add add ->
                Stream.concat(
                        add.files().sources().stream(), Stream.of(add.files().destination()));
            case Instruction.Copy copy ->
                Stream.concat(
                        copy.files().sources().stream(), Stream.of(copy.files().destination()));
            case Instruction.Env env -> env.pairs().stream().map(Instruction.Pair::value);
            case Instruction.Label label -> label.pairs().stream().map(Instruction.Pair::value);
            case Instruction.Expose expose -> expose.ports().stream();
            case Instruction.Volume volume -> volume.paths().stream();
            case Instruction.User user -> Stream.of(user.user());
            case Instruction.Workdir workdir -> Stream.of(workdir.path());
            case Instruction.StopSignal signal -> Stream.of(signal.signal());
            case Instruction.Arg x -> Stream.empty();
            case Instruction.Cmd x -> Stream.empty();
            case Instruction.Entrypoint x -> Stream.empty();
            case Instruction.From x -> Stream.empty();
            case Instruction.HealthCheck x -> Stream.empty();
            case Instruction.Maintainer x -> Stream.empty();
            case Instruction.OnBuild x -> Stream.empty();
            case Instruction.Run x -> Stream.empty();
            case Instruction.Shell x -> Stream.empty();
        };
    }

    private static void declare(Instruction instruction, Set<String> known) {
        if (instruction instanceof Arg arg) {
            arg.declarations().forEach(declared -> known.add(declared.name()));
        } else if (instruction instanceof Instruction.Env env) {
            env.pairs().forEach(pair -> known.add(pair.name()));
        }
    }

    /// Names of the variables in a word that have no alternative of their own.
    private static Set<String> variables(String word) {
        return VARIABLE.matcher(word)
                .results()
                .filter(variable -> variable.group(2) == null)
                .map(variable -> variable.group(1) == null ? variable.group(3) : variable.group(1))
                .collect(Collectors.toSet());
    }

    private void checkMultiple(Stage stage, String keyword, Class<? extends Instruction> type) {
        List<Instruction> same =
                stage.instructions().stream().filter(type::isInstance).toList();
        for (int i = 0; i < same.size() - 1; i++) {
            warn(
                    "MultipleInstructionsDisallowed",
                    same.get(i),
                    "Multiple " + keyword + " instructions should not be used in the same stage because only the last"
                            + " one will be used");
        }
    }
}
