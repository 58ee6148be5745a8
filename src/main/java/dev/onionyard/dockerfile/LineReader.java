package dev.onionyard.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Joins the lines of a file to logical ones: continuations, comments, here-documents.
final class LineReader {

    private static final Set<String> WITH_HEREDOCS = Set.of("ADD", "COPY", "RUN");
    private static final Pattern HEREDOC = Pattern.compile("^(\\d*)<<(-?)([^<]*)$");
    private static final Pattern ONBUILD = Pattern.compile("^ONBUILD\\s+", Pattern.CASE_INSENSITIVE);

    private final SourceText source;
    private final char escape;
    private int next;

    LineReader(SourceText source, Directives directives) {
        this.source = source;
        this.escape = directives.escape();
        this.next = directives.lines();
    }

    List<LogicalLine> readAll() {
        var all = new ArrayList<LogicalLine>();
        while (next < source.lines().size()) {
            String line = source.lines().get(next);
            if (line.isBlank() || isComment(line)) {
                next++;
            } else {
                all.add(readOne());
            }
        }
        return all;
    }

    private LogicalLine readOne() {
        var logical = new LogicalLine();
        int indent = indentOf(source.lines().get(next));
        boolean goesOn = append(logical, indent);
        while (goesOn && next < source.lines().size()) {
            String line = source.lines().get(next);
            if (isComment(line)) {
                next++;
            } else if (line.isBlank()) {
                logical.noteEmptyContinuation();
                next++;
            } else {
                goesOn = append(logical, 0);
            }
        }
        readHeredocs(logical);
        return logical;
    }

    /// @return whether the next line belongs to it
    private boolean append(LogicalLine logical, int from) {
        String line = source.lines().get(next);
        int end = continuation(line);
        logical.append(line.substring(from, Math.max(from, end < 0 ? line.length() : end)), next + 1, from + 1);
        next++;
        return end >= 0;
    }

    /// Where the character that continues the line stands, or -1. Two of them are a text, not a continuation.
    private int continuation(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        boolean found = end > 0 && line.charAt(end - 1) == escape && (end == 1 || line.charAt(end - 2) != escape);
        return found ? end - 1 : -1;
    }

    private void readHeredocs(LogicalLine logical) {
        String text = ONBUILD.matcher(logical.text()).replaceFirst("");
        String keyword = text.split("\\s", 2)[0].toUpperCase(Locale.ROOT);
        if (!WITH_HEREDOCS.contains(keyword) || !text.contains("<<") || JsonWords.looksLikeJson(text, keyword)) {
            return;
        }
        for (Words.Word word : Words.split(text, escape)) {
            Matcher heredoc = HEREDOC.matcher(word.text());
            if (heredoc.matches()) {
                readHeredoc(logical, heredoc);
            }
        }
    }

    private void readHeredoc(LogicalLine logical, Matcher heredoc) {
        String word = heredoc.group(3);
        String name = new Expansion(escape).unquote(word);
        if (name.isEmpty()) {
            return;
        }
        boolean chomp = !heredoc.group(2).isEmpty();
        int begin = next;
        var content = new StringBuilder();
        while (next < source.lines().size()) {
            String line = source.lines().get(next++);
            String shown = chomp ? line.replaceFirst("^\\t+", "") : line;
            if (shown.equals(name)) {
                logical.addHeredoc(new Heredoc(name, word.equals(name), content.toString()), next);
                return;
            }
            content.append(shown).append('\n');
        }
        throw source.error(
                logical.line(),
                1,
                logical.text().length(),
                "unterminated heredoc",
                "a line \"" + name + "\" after line " + begin);
    }

    private static int indentOf(String line) {
        return line.length() - line.stripLeading().length();
    }

    static boolean isComment(String line) {
        return line.stripLeading().startsWith("#");
    }
}
