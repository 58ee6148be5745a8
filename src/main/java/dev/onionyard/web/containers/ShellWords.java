package dev.onionyard.web.containers;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Splits a command line into words and writes words as a command line, by the quoting rules of the POSIX shell
/// (XCU 2.2). Nothing is expanded: `$`, `*` and `~` stand for themselves, as no shell will read the words.
final class ShellWords {

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String line) {
        this.line = line;
    }

    /// @throws InvalidInputException if a quote is not closed or the line ends in a backslash
    static List<String> split(String line) {
        return new ShellWords(line).read();
    }

    /// The inverse of [#split]: splitting the result gives `words` again.
    static String join(List<String> words) {
        return String.join(" ", words.stream().map(ShellWords::quote).toList());
    }

    /// One word, in single quotes where it needs any.
    static String quote(String word) {
        return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private List<String> read() {
        while (at < line.length()) {
            step(line.charAt(at++));
        }
        endWord();
        return List.copyOf(words);
    }

    private void step(char c) {
        switch (c) {
            case ' ', '\t', '\n', '\r' -> endWord();
            case '\'' -> singleQuoted();
            case '"' -> doubleQuoted();
            case '\\' -> escaped();
            default -> add(c);
        }
    }

    private void escaped() {
        char next = next("a character after \"\\\"");
        if (next != '\n') {
            add(next);
        }
    }

    private void singleQuoted() {
        inWord = true;
        for (char c = next("a closing '"); c != '\''; c = next("a closing '")) {
            word.append(c);
        }
    }

    private void doubleQuoted() {
        inWord = true;
        for (char c = next("a closing \""); c != '"'; c = next("a closing \"")) {
            if (c == '\\') {
                escapedInQuotes();
            } else {
                word.append(c);
            }
        }
    }

    // Between double quotes a backslash only escapes what would otherwise be special there (XCU 2.2.3).
    private void escapedInQuotes() {
        char c = next("a closing \"");
        switch (c) {
            case '"', '\\', '$', '`' -> word.append(c);
            case '\n' -> {}
            default -> word.append('\\').append(c);
        }
    }

    private char next(String expected) {
        if (at == line.length()) {
            throw new InvalidInputException("cannot read command line \"" + line + "\": expected " + expected);
        }
        return line.charAt(at++);
    }

    private void add(char c) {
        inWord = true;
        word.append(c);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
