package dev.onionyard.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The words of a Dockerfile line: quotes, backslashes and `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}`
/// (Dockerfile reference, Environment replacement).
final class WordLexer {

    private final String line;
    private final Map<String, String> env;

    /// @param line for messages
    WordLexer(String line, Map<String, String> env) {
        this.line = line;
        this.env = env;
    }

    /// Splits at blanks that are neither quoted nor escaped; quotes and escapes stay.
    static List<String> split(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                continue;
            }
            word.append(c);
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /// Takes quotes and escapes away and puts values in.
    String expand(String word) {
        var out = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && i + 1 < word.length()) {
                i = escape(word, i, quote, out);
            } else if (c == '$' && quote != '\'') {
                i = variable(word, i, out);
            } else {
                out.append(c);
            }
        }
        if (quote != 0) {
            throw DockerfileChanges.refused(line, "a closing " + quote);
        }
        return out.toString();
    }

    /// Within double quotes only `"`, `$` and `\` can be escaped.
    private static int escape(String word, int at, char quote, StringBuilder out) {
        char next = word.charAt(at + 1);
        if (quote == '"' && next != '"' && next != '$' && next != '\\') {
            out.append('\\');
        }
        out.append(next);
        return at + 1;
    }

    /// @return index of the last character taken
    private int variable(String word, int at, StringBuilder out) {
        if (at + 1 < word.length() && word.charAt(at + 1) == '{') {
            int end = word.indexOf('}', at);
            if (end < 0) {
                throw DockerfileChanges.refused(line, "a closing }");
            }
            out.append(braced(word.substring(at + 2, end)));
            return end;
        }
        int end = at + 1;
        while (end < word.length() && isNamePart(word.charAt(end), end == at + 1)) {
            end++;
        }
        out.append(end == at + 1 ? "$" : env.getOrDefault(word.substring(at + 1, end), ""));
        return end - 1;
    }

    private String braced(String body) {
        int colon = body.indexOf(':');
        if (colon < 0) {
            return env.getOrDefault(body, "");
        }
        String value = env.getOrDefault(body.substring(0, colon), "");
        String alternative = body.substring(Math.min(colon + 2, body.length()));
        return switch (colon + 1 < body.length() ? body.charAt(colon + 1) : 0) {
            case '-' -> value.isEmpty() ? expand(alternative) : value;
            case '+' -> value.isEmpty() ? "" : expand(alternative);
            default -> throw DockerfileChanges.refused(line, "${NAME}, ${NAME:-word} or ${NAME:+word}");
        };
    }

    private static boolean isNamePart(char c, boolean first) {
        return c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || !first && c >= '0' && c <= '9';
    }
}
