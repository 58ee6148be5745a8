package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.HealthChecks;
import dev.onionyard.container.HealthChecks.Health;
import dev.onionyard.container.HealthChecks.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A container's health as it is shown: a word, a colour, and the last checks, newest first.
///
/// @param name `starting`, `healthy` or `unhealthy`; chooses the word
/// @param colour a class: `state-good` and so on
record HealthView(String name, String colour, int failingStreak, List<Check> log) {

    /// One check.
    record Check(Instant started, long millis, int exitCode, String output) {

        static Check of(Probe probe) {
            long millis = Duration.between(probe.started(), probe.ended()).toMillis();
            return new Check(probe.started(), millis, probe.exitCode(), probe.output());
        }
    }

    /// The verdict alone, which stays equal while checks come and go.
    HealthView brief() {
        return new HealthView(name, colour, 0, List.of());
    }

    /// How a running container is; null if nothing is checked, or it does not run.
    static @Nullable HealthView of(HealthChecks checks, Container container) {
        return container.status().state().alive()
                ? checks.of(container.id()).map(HealthView::of).orElse(null)
                : null;
    }

    private static HealthView of(Health health) {
        return new HealthView(
                health.verdict().name().toLowerCase(Locale.ROOT),
                switch (health.verdict()) {
                    case STARTING -> "state-busy";
                    case HEALTHY -> "state-good";
                    case UNHEALTHY -> "state-bad";
                },
                health.failingStreak(),
                health.log().reversed().stream().map(Check::of).toList());
    }
}
