package dev.onionyard.dockerfile;

/// Something that is wrong with a Dockerfile, or that Docker's linter warns of.
///
/// @param line 1 for the first
/// @param column 1 for the first character
/// @param rule the linter's name for it (`LegacyKeyValueFormat`); empty for an error that stops the build
/// @param message what is wrong, one line
public record Problem(int line, int column, String rule, String message) {

    public boolean isError() {
        return rule.isEmpty();
    }
}
