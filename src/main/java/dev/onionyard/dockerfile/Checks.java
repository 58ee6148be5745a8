package dev.onionyard.dockerfile;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// What the directive `# check=skip=RuleA,RuleB;experimental=all;error=true` says.
///
/// @param skipped rules that are not wanted; `all` for every one
/// @param experimental rules that only apply when they are named; `all` for every one
/// @param error whether a warning ends the build
public record Checks(Set<String> skipped, Set<String> experimental, boolean error) {

    static final Checks USUAL = new Checks(Set.of(), Set.of(), false);

    private static final Set<String> EXPERIMENTAL = Set.of("CopyIgnoredFile", "InvalidDefinitionDescription");

    public Checks {
        skipped = Set.copyOf(skipped);
        experimental = Set.copyOf(experimental);
    }

    static Checks parse(String directive) {
        return new Checks(
                names(directive, "skip="),
                names(directive, "experimental="),
                names(directive, "error=").contains("true"));
    }

    private static Set<String> names(String directive, String key) {
        return Arrays.stream(directive.split(";"))
                .map(String::strip)
                .filter(part -> part.startsWith(key))
                .flatMap(part -> Arrays.stream(part.substring(key.length()).split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    /// Whether a rule applies.
    public boolean wants(String rule) {
        boolean chosen = !EXPERIMENTAL.contains(rule) || experimental.contains("all") || experimental.contains(rule);
        return chosen && !skipped.contains("all") && !skipped.contains(rule);
    }
}
