package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.RestartPolicy;
import java.time.Duration;

/// When a restart policy starts a container again: at once the first time, then after waits that double from
/// 100 ms to a minute, so that a container that cannot live does not keep the host busy. A run of more than ten
/// seconds starts over (docs.docker.com, "Start containers automatically").
final class RestartBackOff {

    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofMinutes(1);
    static final Duration GOOD_RUN = Duration.ofSeconds(10);

    private RestartBackOff() {}

    /// How long to wait, given the wait before the last start (zero for none) and how long it ran.
    static Duration next(Duration last, Duration ran) {
        if (last.isZero() || ran.compareTo(GOOD_RUN) > 0) {
            return FIRST;
        }
        Duration doubled = last.multipliedBy(2);
        return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    /// Whether a container that ended by itself is to be started again.
    ///
    /// @param restarts how often the policy has done so since somebody started it
    static boolean applies(RestartPolicy policy, int exitCode, int restarts) {
        return switch (policy.mode()) {
            case NO -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE -> exitCode != 0 && (policy.maximumRetries() == 0 || restarts < policy.maximumRetries());
        };
    }

    /// Whether a container is to be started when the server starts and finds it stopped.
    static boolean appliesAtServerStart(RestartPolicy policy, boolean stoppedOnPurpose) {
        return switch (policy.mode()) {
            case NO, ON_FAILURE -> false;
            case ALWAYS -> true;
            case UNLESS_STOPPED -> !stoppedOnPurpose;
        };
    }
}
