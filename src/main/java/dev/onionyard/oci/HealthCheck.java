package dev.onionyard.oci;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// How to ask a container whether it is well (Docker's `Healthcheck`). A zero duration or count means the default.
///
/// @param test `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", command]`; empty inherits
/// @param startInterval between checks during the start period
public record HealthCheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        int retries,
        Duration startInterval) {

    public HealthCheck {
        test = List.copyOf(test);
        startInterval = Objects.requireNonNullElse(startInterval, Duration.ZERO);
    }

    /// A check with the default interval during the start period.
    public HealthCheck(List<String> test, Duration interval, Duration timeout, Duration startPeriod, int retries) {
        this(test, interval, timeout, startPeriod, retries, Duration.ZERO);
    }

    /// Whether it says that nothing is to be checked.
    public boolean disables() {
        return test.equals(List.of("NONE"));
    }
}
