package dev.onionyard.dockerfile;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parser directives: `# escape=`, `# syntax=` (accepted: there is one syntax here) and `# check=`, which turns
/// warnings on and off. They stand before everything else, comments too.
///
/// @param escape `\` unless set
/// @param lines how many lines they take
record Directives(char escape, Checks checks, int lines) {

    private static final Pattern DIRECTIVE = Pattern.compile("^#\\s*([A-Za-z][A-Za-z0-9]*)\\s*=\\s*(.+?)\\s*$");
    private static final Set<String> KNOWN = Set.of("escape", "syntax", "check");

    static Directives read(List<String> lines) {
        Map<String, String> found = new HashMap<>();
        int count = 0;
        for (String line : lines) {
            Matcher directive = DIRECTIVE.matcher(line.strip());
            if (!directive.matches()) {
                break;
            }
            String name = directive.group(1).toLowerCase(Locale.ROOT);
            if (!KNOWN.contains(name)) {
                break;
            }
            if (found.putIfAbsent(name, directive.group(2)) != null) {
                throw new BadDirective(count, "only one " + name + " parser directive can be used");
            }
            if (name.equals("escape")) {
                checkEscape(directive.group(2), count);
            }
            count++;
        }
        return new Directives(found.getOrDefault("escape", "\\").charAt(0), checks(found.get("check")), count);
    }

    private static Checks checks(@Nullable String check) {
        return check == null ? Checks.USUAL : Checks.parse(check);
    }

    private static void checkEscape(String value, int index) {
        if (!value.equals("\\") && !value.equals("`")) {
            throw new BadDirective(index, "invalid ESCAPE '" + value + "'. Must be ` or \\");
        }
    }

    /// A directive that cannot be used.
    static final class BadDirective extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int index;

        BadDirective(int index, String message) {
            super(message, null, false, false);
            this.index = index;
        }

        /// Its line, 0 for the first.
        int index() {
            return index;
        }
    }
}
