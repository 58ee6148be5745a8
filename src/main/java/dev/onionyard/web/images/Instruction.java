package dev.onionyard.web.images;

import java.util.regex.Pattern;

/// An instruction split for the eye: the Dockerfile word and what it does. Untrusted text throughout.
///
/// @param verb for example `COPY`; empty if the text does not begin with a word in capitals
/// @param rest what follows
public record Instruction(String verb, String rest) {

    private static final Pattern VERB = Pattern.compile("([A-Z]{2,12})\\s+(.*)", Pattern.DOTALL);
    private static final int SHORT = 26;

    static Instruction of(String text) {
        String stripped = text.strip();
        var matcher = VERB.matcher(stripped);
        return matcher.matches()
                ? new Instruction(matcher.group(1), matcher.group(2).strip())
                : new Instruction("", stripped);
    }

    /// The rest in a few words, for a label.
    public String brief() {
        String line = rest.replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= SHORT
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SHORT - 1)).stripTrailing() + "…";
    }
}
