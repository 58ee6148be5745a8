package dev.onionyard.dockerfile;

import dev.onionyard.error.InvalidInputException;
import java.util.List;

/// The text of a Dockerfile, for messages that show the line.
final class SourceText {

    private static final int SHOWN = 200;

    private final String name;
    private final List<String> lines;

    SourceText(String name, String text) {
        this.name = name;
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = List.of(plain.split("\r?\n", -1));
    }

    List<String> lines() {
        return lines;
    }

    /// ```
    /// dockerfile parse error line 2: unknown instruction: RUNN
    /// Dockerfile:2:1
    ///    1 | FROM busybox
    ///    2 | RUNN true
    ///      | ^^^^
    /// expected one of ADD, ARG, …
    /// ```
    ///
    /// The first line is Docker's, because its clients show and match it.
    InvalidInputException error(int line, int column, int length, String message, String expected) {
        var text = new StringBuilder("dockerfile parse error line " + line + ": " + message);
        text.append("\n")
                .append(shown(name))
                .append(':')
                .append(line)
                .append(':')
                .append(column);
        if (line > 1) {
            appendLine(text, line - 1);
        }
        appendLine(text, line);
        int room = Math.max(1, Math.min(length, lines.get(line - 1).length() - column + 1));
        text.append("\n     | ").append(" ".repeat(Math.min(SHOWN, column - 1)));
        text.append("^".repeat(Math.min(room, SHOWN)));
        if (!expected.isEmpty()) {
            text.append("\nexpected ").append(expected);
        }
        return new InvalidInputException(text.toString());
    }

    InvalidInputException error(int line, String message) {
        return error(line, 1, lines.get(line - 1).length(), message, "");
    }

    private void appendLine(StringBuilder text, int line) {
        text.append("\n%4d | ".formatted(line)).append(shown(lines.get(line - 1)));
    }

    /// Control characters as blanks, so that a terminal is safe and the mark stands below its character.
    private static String shown(String line) {
        String cut = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
        return cut.replaceAll("\\p{Cntrl}", " ");
    }
}
