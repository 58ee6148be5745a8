package dev.onionyard.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts what crun says about a program that cannot run into runc's words, by which Docker's clients tell the exit
/// codes 126 and 127.
final class RuntimeSentence {

    private static final Pattern NOT_FOUND =
            Pattern.compile("executable file [`'\"](.+?)[`'\"] not found.*", Pattern.DOTALL);
    private static final Pattern NOT_ALLOWED = Pattern.compile(
            "open executable: (Permission denied|Operation not permitted|Is a directory).*", Pattern.DOTALL);

    private RuntimeSentence() {}

    static String asDocker(String text) {
        Matcher notFound = NOT_FOUND.matcher(text);
        if (notFound.matches()) {
            return notFound(notFound.group(1));
        }
        if (NOT_ALLOWED.matcher(text).matches()) {
            return "exec: permission denied";
        }
        return text.replace("No such file or directory", "no such file or directory")
                .replace("Permission denied", "permission denied");
    }

    private static String notFound(String program) {
        return "exec: \"" + program + "\": "
                + (program.contains("/")
                        ? "stat " + program + ": no such file or directory"
                        : "executable file not found in $PATH");
    }
}
