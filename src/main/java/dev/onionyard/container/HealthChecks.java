package dev.onionyard.container;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Asks running containers whether they are well, as their `HEALTHCHECK` says.
public interface HealthChecks {

    /// How a container is.
    enum Verdict {
        STARTING,
        HEALTHY,
        UNHEALTHY
    }

    /// One check.
    ///
    /// @param exitCode 0 is well, -1 for one that took too long or could not run
    /// @param output at most 4096 bytes of what it printed, or why it failed
    record Probe(Instant started, Instant ended, int exitCode, String output) {}

    /// How a container is, and the last five checks, oldest first.
    ///
    /// @param failingStreak failed checks since the last good one
    record Health(Verdict verdict, int failingStreak, List<Probe> log) {

        public Health {
            log = List.copyOf(log);
        }
    }

    /// How a container is, or was when it ended; empty if nothing is checked.
    Optional<Health> of(String id);
}
