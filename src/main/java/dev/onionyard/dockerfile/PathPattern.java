package dev.onionyard.dockerfile;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Patterns of paths in Go's syntax (filepath.Match), with `**` for any number of folders.
public final class PathPattern {

    private static final int LONGEST = 4096;

    private PathPattern() {}

    /// Whether a `COPY` source is a pattern and not a name.
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /// @param pattern cleaned
    /// @param shown for messages
    /// @throws InvalidInputException if it is malformed
    public static Pattern compile(String pattern, String shown) {
        if (pattern.length() > LONGEST) {
            throw malformed(shown.substring(0, LONGEST) + "…", "it is too long");
        }
        try {
            return Pattern.compile(regex(pattern, shown), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw malformed(shown, e.getDescription());
        }
    }

    private static String regex(String pattern, String shown) {
        var regex = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            if (c == '*') {
                i = star(pattern, i, regex);
            } else if (c == '[') {
                i = range(pattern, i, regex, shown);
            } else {
                if (c == '\\') {
                    i++;
                    if (i == pattern.length()) {
                        throw malformed(shown, "nothing follows the last \\");
                    }
                    regex.append(Pattern.quote(pattern.substring(i, i + 1)));
                } else {
                    regex.append(c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
                }
                i++;
            }
        }
        return regex.toString();
    }

    private static int star(String pattern, int at, StringBuilder regex) {
        if (!pattern.startsWith("**", at)) {
            regex.append("[^/]*+");
            // Possessive would take what follows in the same name, so only before a slash or the end.
            if (at + 1 < pattern.length() && pattern.charAt(at + 1) != '/') {
                regex.setLength(regex.length() - 1);
            }
            return at + 1;
        }
        int end = at + 2;
        while (end < pattern.length() && pattern.charAt(end) == '*') {
            end++;
        }
        if (end < pattern.length() && pattern.charAt(end) == '/') {
            regex.append("(?:.*/)?");
            return end + 1;
        }
        regex.append(".*");
        return end;
    }

    private static int range(String pattern, int at, StringBuilder regex, String shown) {
        int end = pattern.indexOf(']', at + 2);
        if (end < 0) {
            throw malformed(shown, "a [ without ]");
        }
        String body = pattern.substring(at + 1, end);
        boolean negative = body.startsWith("^");
        String characters =
                (negative ? body.substring(1) : body).replace("[", "\\[").replace("&&", "&\\&");
        regex.append(negative ? "[^/" : "[").append(characters).append(']');
        return end + 1;
    }

    /// As Go's filepath.Clean, without slash at its ends: `./a//b/../c/` becomes `a/c`, nothing becomes `.`.
    public static String clean(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (name.equals("..") && !names.isEmpty() && !names.getLast().equals("..")) {
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".") && !(name.equals("..") && path.startsWith("/"))) {
                names.add(name);
            }
        }
        return names.isEmpty() ? "." : String.join("/", names);
    }

    private static InvalidInputException malformed(String pattern, String reason) {
        return new InvalidInputException("cannot use pattern \"" + pattern + "\": " + reason);
    }
}
