package dev.onionyard.dockerfile;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads Dockerfiles.
///
/// ```
/// file        := directive* ( comment | blank | instruction )*
/// directive   := "#" ( "escape" | "syntax" | "check" ) "=" value
/// instruction := keyword flag* arguments        a line that ends with the escape character goes on
/// flag        := "--" name [ "=" value ]
/// arguments   := JSON list of strings | words | rest of the line
/// ```
///
/// Keywords are not case-sensitive. `ARG` may stand before the first `FROM`; everything else belongs to a stage.
/// `RUN`, `COPY` and `ADD` may be followed by here-documents.
public final class DockerfileParser {

    /// Larger ones are refused: no honest one is.
    public static final int LIMIT_CHARS = 4 << 20;

    private static final Pattern PLACE =
            Pattern.compile("^dockerfile parse error line \\d+: (.*)\\n.*:(\\d+):(\\d+)\\n");

    private DockerfileParser() {}

    /// @param name for messages: the path of the file in its context
    /// @throws InvalidInputException with file, line and column, the line itself, and what was expected
    public static Dockerfile parse(String name, String text) {
        var source = new SourceText(name, text);
        if (text.length() > LIMIT_CHARS) {
            throw new InvalidInputException(
                    "cannot read \"" + name + "\": a Dockerfile of more than " + LIMIT_CHARS + " characters");
        }
        Directives directives = directives(source);
        List<LogicalLine> lines = new LineReader(source, directives).readAll();
        if (lines.isEmpty()) {
            throw new InvalidInputException("the Dockerfile (" + name + ") cannot be empty: file with no instructions");
        }
        var stages = new StageCollector();
        for (LogicalLine line : lines) {
            try {
                stages.add(InstructionReader.read(line, directives.escape()));
            } catch (DockerfileFault e) {
                throw error(source, line, e);
            }
        }
        if (stages.isEmpty()) {
            throw new InvalidInputException("dockerfile parse error: no build stage in current context: \"" + name
                    + "\" has no FROM instruction");
        }
        return stages.finish(name, text, directives, lines);
    }

    /// All that is wrong with a text, for editors: the warnings, or the one error that stops the build.
    public static List<Problem> check(String name, String text) {
        try {
            return parse(name, text).warnings();
        } catch (InvalidInputException e) {
            String message = String.valueOf(e.getMessage());
            Matcher place = PLACE.matcher(message);
            if (place.find()) {
                return List.of(new Problem(
                        Integer.parseInt(place.group(2)), Integer.parseInt(place.group(3)), "", place.group(1)));
            }
            return List.of(new Problem(1, 1, "", message));
        }
    }

    /// Reads an `ONBUILD` trigger of an image.
    ///
    /// @throws InvalidInputException naming what was expected
    public static Instruction parseTrigger(String text) {
        var line = new LogicalLine();
        line.append(text, 0, 1);
        try {
            if (InstructionReader.read(line, '\\') instanceof InstructionReader.Plain plain
                    && !(plain.instruction() instanceof Instruction.OnBuild)) {
                return plain.instruction();
            }
            throw new DockerfileFault(0, 1, "FROM and ONBUILD aren't allowed as an ONBUILD trigger", "");
        } catch (DockerfileFault e) {
            throw new InvalidInputException("cannot run ONBUILD trigger \"" + text + "\": " + e.getMessage());
        }
    }

    private static Directives directives(SourceText source) {
        try {
            return Directives.read(source.lines());
        } catch (Directives.BadDirective e) {
            throw source.error(e.index() + 1, String.valueOf(e.getMessage()));
        }
    }

    private static InvalidInputException error(SourceText source, LogicalLine line, DockerfileFault fault) {
        int offset = Math.min(fault.offset(), Math.max(0, line.text().length() - 1));
        return source.error(
                line.lineOf(offset),
                line.columnOf(offset),
                fault.length(),
                String.valueOf(fault.getMessage()),
                fault.expected());
    }

    /// Sorts instructions into stages.
    private static final class StageCollector {

        private final List<Instruction.Arg> globals = new ArrayList<>();
        private final List<Open> open = new ArrayList<>();

        private record Open(InstructionReader.NamedFrom from, List<Instruction> instructions) {}

        boolean isEmpty() {
            return open.isEmpty();
        }

        void add(InstructionReader.Read read) {
            switch (read) {
                case InstructionReader.NamedFrom from -> open.add(new Open(from, new ArrayList<>()));
                case InstructionReader.Plain plain
                when !open.isEmpty() -> open.getLast().instructions.add(plain.instruction());
                case InstructionReader.Plain plain -> addGlobal(plain.instruction());
            }
        }

        private void addGlobal(Instruction instruction) {
            if (!(instruction instanceof Instruction.Arg arg)) {
                throw new DockerfileFault(
                        0,
                        instruction.keyword().length(),
                        "no build stage in current context",
                        "FROM, or ARG before it, as the first instruction");
            }
            globals.add(arg);
        }

        Dockerfile finish(String name, String text, Directives directives, List<LogicalLine> lines) {
            var stages = new ArrayList<Dockerfile.Stage>();
            for (Open stage : open) {
                stages.add(
                        new Dockerfile.Stage(stages.size(), stage.from.name(), stage.from.from(), stage.instructions));
            }
            var plain =
                    new Dockerfile(name, text, directives.escape(), directives.checks(), globals, stages, List.of());
            return new Dockerfile(
                    name,
                    text,
                    directives.escape(),
                    directives.checks(),
                    globals,
                    stages,
                    new Linter(plain, lines).warnings());
        }
    }
}
