package dev.onionyard.build;

import java.util.Optional;

/// One step of one build, `id/number` as text.
record StepPlace(String build, int number) {

    static Optional<StepPlace> parse(String text) {
        int slash = text.indexOf('/');
        return slash < 1
                ? Optional.empty()
                : Optional.of(new StepPlace(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1))));
    }

    @Override
    public String toString() {
        return build + "/" + number;
    }
}
