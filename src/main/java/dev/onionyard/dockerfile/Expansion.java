package dev.onionyard.dockerfile;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Replaces variables in words and takes quotes and escapes away (Dockerfile reference, Environment replacement):
/// `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}`, `${NAME:?message}` and the same without colon,
/// `${NAME#pattern}`, `##`, `%`, `%%`, `${NAME/pattern/word}`, `//`. What has no value is empty.
///
/// @param escape the Dockerfile's escape character
public record Expansion(char escape) {

    private static final String SPECIAL = "@*#?-$!";

    /// Deeper nesting of `${a:-${b:-…}}` is nobody's honest Dockerfile.
    private static final int DEEPEST = 64;

    /// Knows values; null for what has none.
    public interface Variables extends Function<String, @Nullable String> {}

    /// One word, in which blanks do not count.
    ///
    /// @throws InvalidInputException in Docker's words if a quote or brace is not closed, or a `:?` demands a value
    public String expand(String word, Variables variables) {
        return new Reader(word, variables, false).readAll().text();
    }

    /// A text that may become several words: blanks that come from values split too, unless quoted.
    public List<String> expandWords(String text, Variables variables) {
        return new Reader(text, variables, false).readAll().words();
    }

    /// A text such as a here-document, in which quotes are nothing special.
    public String expandText(String text, Variables variables) {
        return new Reader(text, variables, true).readAll().text();
    }

    /// The word without quotes and escapes; variables stay.
    String unquote(String word) {
        return expand(word.replace("$", escape + "$"), name -> null);
    }

    /// What was read so far, as one text and as words.
    private static final class Result {

        private final StringBuilder whole = new StringBuilder();
        private final List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private boolean inWord;

        /// Characters that stay in one word.
        void raw(String text) {
            whole.append(text);
            word.append(text);
            inWord = true;
        }

        /// Characters of which blanks end a word.
        void split(String text) {
            whole.append(text);
            for (int i = 0; i < text.length(); i++) {
                if (Words.isBlank(text.charAt(i))) {
                    endWord();
                } else {
                    word.append(text.charAt(i));
                    inWord = true;
                }
            }
        }

        private void endWord() {
            if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
        }

        String text() {
            return whole.toString();
        }

        List<String> words() {
            endWord();
            return List.copyOf(words);
        }
    }

    private final class Reader {

        private final String input;
        private final Variables variables;
        private final boolean rawQuotes;
        private final Result result = new Result();
        private int at;
        private int depth;

        Reader(String input, Variables variables, boolean rawQuotes) {
            this.input = input;
            this.variables = variables;
            this.rawQuotes = rawQuotes;
        }

        Result readAll() {
            while (at < input.length()) {
                char c = input.charAt(at);
                if (c == '\'' && !rawQuotes) {
                    result.raw(singleQuoted());
                } else if (c == '"' && !rawQuotes) {
                    result.raw(doubleQuoted());
                } else if (c == '$') {
                    result.split(dollar());
                } else if (c == escape) {
                    escaped();
                } else {
                    result.split(String.valueOf(c));
                    at++;
                }
            }
            return result;
        }

        private void escaped() {
            at++;
            if (at == input.length()) {
                return;
            }
            char next = input.charAt(at);
            // In a text that keeps its quotes only a variable can be escaped.
            if (rawQuotes && next != '$' && next != escape) {
                result.raw(String.valueOf(escape));
            }
            result.raw(String.valueOf(next));
            at++;
        }

        private String singleQuoted() {
            int end = input.indexOf('\'', at + 1);
            if (end < 0) {
                throw failed("unexpected end of statement while looking for matching single-quote");
            }
            String text = input.substring(at + 1, end);
            at = end + 1;
            return text;
        }

        private String doubleQuoted() {
            var text = new StringBuilder();
            at++;
            while (true) {
                if (at >= input.length()) {
                    throw failed("unexpected end of statement while looking for matching double-quote");
                }
                char c = input.charAt(at);
                if (c == '"') {
                    at++;
                    return text.toString();
                }
                if (c == '$') {
                    text.append(dollar());
                } else if (c == escape && at + 1 < input.length() && isEscapable(input.charAt(at + 1))) {
                    text.append(input.charAt(at + 1));
                    at += 2;
                } else {
                    text.append(c);
                    at++;
                }
            }
        }

        private boolean isEscapable(char c) {
            return c == '"' || c == '$' || c == escape;
        }

        private String dollar() {
            at++;
            if (at < input.length() && input.charAt(at) == '{') {
                at++;
                return braced();
            }
            String name = name();
            return name.isEmpty() ? "$" : valueOf(name);
        }

        private String name() {
            int start = at;
            if (at < input.length() && (SPECIAL.indexOf(input.charAt(at)) >= 0 || isDigit(input.charAt(at)))) {
                at++;
                return input.substring(start, at);
            }
            while (at < input.length() && isNamePart(input.charAt(at))) {
                at++;
            }
            return input.substring(start, at);
        }

        private String braced() {
            String name = name();
            if (at >= input.length()) {
                throw failed("syntax error: missing '}'");
            }
            if (name.isEmpty()) {
                throw failed("syntax error: bad substitution");
            }
            char modifier = input.charAt(at++);
            return switch (modifier) {
                case '}' -> valueOf(name);
                case ':' -> withColon(name);
                case '-', '+', '?' -> choose(name, modifier, variables.apply(name) != null);
                case '#', '%' -> trimmed(name, modifier);
                case '/' -> replaced(name);
                default -> throw unsupported(String.valueOf(modifier));
            };
        }

        private String withColon(String name) {
            char modifier = at < input.length() ? input.charAt(at++) : '}';
            String value = variables.apply(name);
            return switch (modifier) {
                case '-', '+', '?' -> choose(name, modifier, value != null && !value.isEmpty());
                default -> throw unsupported(":" + modifier);
            };
        }

        private String choose(String name, char modifier, boolean isSet) {
            String word = upTo('}');
            return switch (modifier) {
                case '-' -> isSet ? valueOf(name) : word;
                case '+' -> isSet ? word : "";
                default -> {
                    if (!isSet) {
                        throw failed(name + ": " + (word.isEmpty() ? "is not allowed to be unset" : word));
                    }
                    yield valueOf(name);
                }
            };
        }

        private String trimmed(String name, char modifier) {
            boolean longest = at < input.length() && input.charAt(at) == modifier;
            if (longest) {
                at++;
            }
            String pattern = rawUpTo('}');
            ShellPattern shell = ShellPattern.of(pattern, escape, longest);
            return modifier == '#' ? shell.trimStart(valueOf(name)) : shell.trimEnd(valueOf(name));
        }

        private String replaced(String name) {
            boolean all = at < input.length() && input.charAt(at) == '/';
            if (all) {
                at++;
            }
            String pattern = rawUpTo('/');
            String replacement = upTo('}');
            return ShellPattern.of(pattern, escape, true).replace(valueOf(name), replacement, all);
        }

        /// The text up to an unescaped `end`, variables replaced.
        private String upTo(char end) {
            if (++depth > DEEPEST) {
                throw failed("substitutions are nested too deeply");
            }
            var text = new StringBuilder();
            while (true) {
                if (at >= input.length()) {
                    throw failed("unexpected end of statement while looking for matching " + end);
                }
                char c = input.charAt(at);
                if (c == end) {
                    at++;
                    depth--;
                    return text.toString();
                }
                if (c == '$') {
                    text.append(dollar());
                } else if (c == '\'' && !rawQuotes) {
                    text.append(singleQuoted());
                } else if (c == '"' && !rawQuotes) {
                    text.append(doubleQuoted());
                } else if (c == escape && at + 1 < input.length()) {
                    text.append(input.charAt(at + 1));
                    at += 2;
                } else {
                    text.append(c);
                    at++;
                }
            }
        }

        /// As [#upTo], escapes kept for the pattern.
        private String rawUpTo(char end) {
            var text = new StringBuilder();
            while (at < input.length() && input.charAt(at) != end) {
                char c = input.charAt(at);
                if (c == '$') {
                    text.append(dollar());
                } else {
                    text.append(c);
                    at++;
                    if (c == escape && at < input.length()) {
                        text.append(input.charAt(at++));
                    }
                }
            }
            if (at >= input.length()) {
                throw failed("unexpected end of statement while looking for matching " + end);
            }
            at++;
            return text.toString();
        }

        private String valueOf(String name) {
            String value = variables.apply(name);
            return value == null ? "" : value;
        }

        private InvalidInputException unsupported(String modifier) {
            return failed("unsupported modifier (" + modifier + ") in substitution");
        }

        private InvalidInputException failed(String reason) {
            return new InvalidInputException("failed to process \"" + input + "\": " + reason);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNamePart(char c) {
        return c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || isDigit(c);
    }
}
