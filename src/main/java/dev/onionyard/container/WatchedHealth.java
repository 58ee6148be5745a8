package dev.onionyard.container;

import dev.onionyard.container.HealthChecks.Health;
import dev.onionyard.container.HealthChecks.Probe;
import dev.onionyard.container.HealthChecks.Verdict;
import dev.onionyard.oci.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What is known about the health of one run of a container. The rules are Docker's: one good check makes it healthy,
/// so
/// many bad ones in a row unhealthy; bad ones in the start period do not count.
final class WatchedHealth {

    static final int REMEMBERED = 5;
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration START_INTERVAL = Duration.ofSeconds(5);
    private static final int RETRIES = 3;

    private final StoredContainer container;
    private final HealthCheck check;
    private final Instant started;
    private Health health = new Health(Verdict.STARTING, 0, List.of());
    private boolean ended;

    WatchedHealth(StoredContainer container, HealthCheck check, Instant started) {
        this.container = container;
        this.check = check;
        this.started = started;
    }

    /// The same container, watched again after a pause.
    synchronized WatchedHealth again() {
        var again = new WatchedHealth(container, check, started);
        again.health = health;
        return again;
    }

    StoredContainer container() {
        return container;
    }

    HealthCheck check() {
        return check;
    }

    synchronized Health health() {
        return health;
    }

    synchronized void end() {
        ended = true;
    }

    synchronized boolean ended() {
        return ended;
    }

    /// How long to wait before the next check.
    synchronized Duration pause(Instant now) {
        boolean starting = health.verdict() == Verdict.STARTING && inStartPeriod(now);
        return starting ? either(check.startInterval(), START_INTERVAL) : either(check.interval(), INTERVAL);
    }

    /// Takes the result of a check.
    ///
    /// @return whether the verdict is another one now
    synchronized boolean took(Probe probe) {
        Verdict before = health.verdict();
        boolean good = probe.exitCode() == 0;
        boolean forgiven = before == Verdict.STARTING && inStartPeriod(probe.started());
        int streak = good ? 0 : health.failingStreak() + (forgiven ? 0 : 1);
        health = new Health(verdict(before, good, streak), streak, remembered(probe));
        return health.verdict() != before;
    }

    private Verdict verdict(Verdict before, boolean good, int streak) {
        if (good) {
            return Verdict.HEALTHY;
        }
        int retries = check.retries() == 0 ? RETRIES : check.retries();
        return streak >= retries ? Verdict.UNHEALTHY : before;
    }

    private List<Probe> remembered(Probe probe) {
        var log = new ArrayList<>(health.log());
        log.add(probe);
        return log.size() > REMEMBERED ? log.subList(1, log.size()) : log;
    }

    private boolean inStartPeriod(Instant now) {
        return Duration.between(started, now).compareTo(check.startPeriod()) < 0;
    }

    private static Duration either(Duration asked, Duration otherwise) {
        return asked.isZero() ? otherwise : asked;
    }
}
