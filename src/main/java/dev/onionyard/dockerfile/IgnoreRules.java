package dev.onionyard.dockerfile;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The rules of a `.dockerignore` file, which decide what of a context may be copied.
///
/// A line is a pattern of paths from the context's root; `#` at its very start makes it a comment; `!` before it
/// takes paths back in. `*` and `?` stay within a name, `**` crosses folders. A pattern that matches a folder matches
/// everything in it. The last line that matches a path decides.
public final class IgnoreRules {

    /// Leaves nothing out.
    public static final IgnoreRules NONE = new IgnoreRules(List.of());

    private record Rule(Pattern pattern, boolean negative) {}

    private final List<Rule> rules;
    private final boolean hasNegative;

    private IgnoreRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        this.hasNegative = rules.stream().anyMatch(Rule::negative);
    }

    /// @throws InvalidInputException naming the line that is no pattern
    public static IgnoreRules parse(String text) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        var rules = new ArrayList<Rule>();
        plain.lines().filter(line -> !line.startsWith("#")).map(String::strip).forEach(line -> add(rules, line));
        return new IgnoreRules(rules);
    }

    /// As `--exclude` has them.
    public static IgnoreRules of(List<String> patterns) {
        var rules = new ArrayList<Rule>();
        patterns.forEach(pattern -> add(rules, pattern.strip()));
        return new IgnoreRules(rules);
    }

    private static void add(List<Rule> rules, String line) {
        boolean negative = line.startsWith("!");
        String rest = negative ? line.substring(1).strip() : line;
        if (line.equals("!")) {
            throw new InvalidInputException("cannot read .dockerignore: illegal exclusion pattern: \"!\"");
        }
        String pattern = PathPattern.clean(rest);
        // "." would leave out everything; Docker ignores it, too.
        if (!rest.isEmpty() && !pattern.equals(".")) {
            rules.add(new Rule(PathPattern.compile(pattern, line), negative));
        }
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /// Whether something in a folder that is left out may be taken back in, so that one has to look.
    public boolean mayTakeBack() {
        return hasNegative;
    }

    /// @param path relative to the context's root, without slash at its ends
    public boolean excludes(String path) {
        boolean excluded = false;
        for (Rule rule : rules) {
            // Only a rule that changes the answer needs a look.
            if (rule.negative == excluded && matches(rule.pattern, path)) {
                excluded = !rule.negative;
            }
        }
        return excluded;
    }

    /// A folder that matches takes what is in it along.
    private static boolean matches(Pattern pattern, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (pattern.matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return false;
    }
}
