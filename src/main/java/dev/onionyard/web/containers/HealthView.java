package dev.onionyard.web.containers;

import dev.onionyard.container.HealthChecks.Health;
import dev.onionyard.container.HealthChecks.Probe;
import java.util.List;
import java.util.Locale;

/// A container's health as it is shown: a word, a colour, and the last checks, newest first.
///
/// @param name `starting`, `healthy` or `unhealthy`; chooses the word
/// @param colour a class: `state-good` and so on
record HealthView(String name, String colour, int failingStreak, List<Probe> log) {

    static HealthView of(Health health) {
        return new HealthView(
                health.verdict().name().toLowerCase(Locale.ROOT),
                switch (health.verdict()) {
                    case STARTING -> "state-busy";
                    case HEALTHY -> "state-good";
                    case UNHEALTHY -> "state-bad";
                },
                health.failingStreak(),
                health.log().reversed());
    }
}
