package dev.onionyard.web.containers;

import dev.onionyard.container.HealthChecks.Health;
import dev.onionyard.container.HealthChecks.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

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

    static HealthView of(Health health) {
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
