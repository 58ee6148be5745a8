package dev.onionyard.oci;

import java.time.Duration;
import java.util.List;

/// How to ask a container whether it is well (Docker's `Healthcheck`). A zero duration or count means the default.
///
/// @param test `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", command]`; empty inherits
public record HealthCheck(List<String> test, Duration interval, Duration timeout, Duration startPeriod, int retries) {

    public HealthCheck {
        test = List.copyOf(test);
    }
}
