package dev.onionyard.dockerfile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A shell pattern with `*` and `?`, as in `${name#pattern}`. Matched without backtracking over what an attacker
/// could make slow: stars that follow each other count as one, and values are short.
final class ShellPattern {

    private final String regex;

    private ShellPattern(String regex) {
        this.regex = regex;
    }

    /// @param longest whether `*` takes as much as it can
    static ShellPattern of(String pattern, char escape, boolean longest) {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                while (i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
                    i++;
                }
                regex.append(longest ? ".*" : ".*?");
            } else if (c == '?') {
                regex.append('.');
            } else {
                char literal = c == escape && i + 1 < pattern.length() ? pattern.charAt(++i) : c;
                regex.append(Pattern.quote(String.valueOf(literal)));
            }
        }
        return new ShellPattern(regex.toString());
    }

    String trimStart(String value) {
        Matcher matcher = compile("^(?:" + regex + ")").matcher(value);
        return matcher.find() ? value.substring(matcher.end()) : value;
    }

    /// The shortest or longest tail that the pattern matches whole.
    String trimEnd(String value) {
        Pattern whole = compile(regex);
        boolean longest = !regex.contains(".*?");
        int found = -1;
        for (int start = value.length(); start >= 0; start--) {
            if (whole.matcher(value).region(start, value.length()).matches()) {
                found = start;
                if (!longest) {
                    break;
                }
            }
        }
        return found < 0 ? value : value.substring(0, found);
    }

    String replace(String value, String replacement, boolean all) {
        Matcher matcher = compile(regex).matcher(value);
        String quoted = Matcher.quoteReplacement(replacement);
        return all ? matcher.replaceAll(quoted) : matcher.replaceFirst(quoted);
    }

    private static Pattern compile(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL);
    }
}
