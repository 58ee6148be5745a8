package dev.onionyard.image;

import dev.onionyard.oci.HistoryEntry;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns what builders write as `created_by` into the Dockerfile line that a person would have written.
final class Instruction {

    /// `/bin/sh -c #(nop) CMD ["sh"]`: the classic builder's mark for a step that runs nothing; SHELL changes
    /// its beginning.
    private static final Pattern NO_OPERATION = Pattern.compile("^.{0,200}?#\\(nop\\) +", Pattern.DOTALL);

    /// `|2 A=1 B=2 /bin/sh -c make`: build arguments, counted.
    private static final Pattern BUILD_ARGUMENTS = Pattern.compile("^\\|(\\d{1,3}) ");

    private static final Pattern BUILDKIT_MARK = Pattern.compile("\\s*# buildkit$");
    private static final Pattern SHELL =
            Pattern.compile("^/bin/(?:ba|da|a)?sh (?:-[a-z]+ )*-[a-z]*c (.*)$", Pattern.DOTALL);

    private Instruction() {}

    /// The instruction of a step, or an empty string if the step says nothing.
    static String of(HistoryEntry step) {
        String text = step.createdBy().strip();
        return text.isEmpty() ? step.comment().strip() : of(text);
    }

    private static String of(String createdBy) {
        String text = BUILDKIT_MARK.matcher(createdBy).replaceFirst("");
        Matcher noOperation = NO_OPERATION.matcher(text);
        if (noOperation.find()) {
            return text.substring(noOperation.end()).strip();
        }
        if (text.startsWith("RUN ")) {
            // BuildKit writes "RUN /bin/sh -c make # buildkit" for "RUN make".
            return "RUN " + withoutShell(text.substring("RUN ".length())).orElse(text.substring("RUN ".length()));
        }
        return withoutShell(text).map(command -> "RUN " + command).orElse(text);
    }

    private static Optional<String> withoutShell(String command) {
        Matcher shell = SHELL.matcher(withoutBuildArguments(command));
        return shell.matches() ? Optional.of(shell.group(1).strip()) : Optional.empty();
    }

    /// The arguments' values may hold spaces, so their end can only be told by the shell that follows.
    private static String withoutBuildArguments(String text) {
        Matcher arguments = BUILD_ARGUMENTS.matcher(text);
        if (!arguments.find()) {
            return text;
        }
        int shell = text.indexOf(" /bin/");
        return shell < 0 ? text : text.substring(shell + 1);
    }
}
