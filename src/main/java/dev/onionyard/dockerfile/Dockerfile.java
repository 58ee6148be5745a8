package dev.onionyard.dockerfile;

import dev.onionyard.error.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A Dockerfile that was understood.
///
/// @param name for messages, usually `Dockerfile`
/// @param text as it was given
/// @param escape the character that continues lines and takes away meaning: `\` or `` ` ``
/// @param checks which warnings are wanted
/// @param globalArgs what `ARG` declares before the first `FROM`
/// @param stages at least one, in order
/// @param warnings what Docker's linter says about it, in the order of lines
public record Dockerfile(
        String name,
        String text,
        char escape,
        Checks checks,
        List<Instruction.Arg> globalArgs,
        List<Stage> stages,
        List<Problem> warnings) {

    public Dockerfile {
        globalArgs = List.copyOf(globalArgs);
        stages = List.copyOf(stages);
        warnings = List.copyOf(warnings);
    }

    /// What one `FROM` begins.
    ///
    /// @param index 0 for the first
    /// @param name what `AS` names it in lower case, or null
    /// @param instructions without the `FROM`
    public record Stage(int index, @Nullable String name, Instruction.From from, List<Instruction> instructions) {

        public Stage {
            instructions = List.copyOf(instructions);
        }
    }

    /// The stage that a `--target` means: by name, or else by number. Names are not case-sensitive.
    public Optional<Stage> stage(String nameOrIndex) {
        String lower = nameOrIndex.toLowerCase(Locale.ROOT);
        return stages.reversed().stream()
                .filter(stage -> lower.equals(stage.name()))
                .findFirst()
                .or(() -> stages.stream()
                        .filter(stage -> Integer.toString(stage.index()).equals(nameOrIndex))
                        .findFirst());
    }

    /// A failure that shows the line of an instruction.
    ///
    /// @param word what is wrong in it; marked where it stands, else the keyword is
    /// @param expected what would be right, or empty
    public InvalidInputException error(Source source, String word, String message, String expected) {
        if (source.line() < 1) {
            return new InvalidInputException(message + " (in ONBUILD trigger \"" + source.text() + "\")");
        }
        var shown = new SourceText(name, text);
        for (int line = source.line(); line <= source.endLine() && !word.isEmpty(); line++) {
            int at = shown.lines().get(line - 1).indexOf(word);
            if (at >= 0) {
                return shown.error(line, at + 1, word.length(), message, expected);
            }
        }
        String first = shown.lines().get(source.line() - 1);
        int column = first.length() - first.stripLeading().length() + 1;
        return shown.error(
                source.line(), column, source.text().split("\\s", 2)[0].length(), message, expected);
    }
}
