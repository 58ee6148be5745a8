package dev.onionyard.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows down guessing. A few failures are free; after that each one doubles the wait, separately for the user
/// name and for the address. What is counted is forgotten after [#MEMORY] without a failure.
///
/// The wait of a name is kept short: otherwise a stranger could lock its owner out.
final class SignInThrottle {

    static final Duration MEMORY = Duration.ofMinutes(15);

    private static final Policy OF_NAME = new Policy(10, Duration.ofSeconds(30));
    private static final Policy OF_ADDRESS = new Policy(6, Duration.ofMinutes(10));
    private static final int REMEMBERED = 20_000;

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    SignInThrottle(Clock clock) {
        this.clock = clock;
    }

    /// Counts an attempt as a failure before it is made, so that many at the same moment gain nothing.
    ///
    /// @return how long to wait before the next attempt; zero if this one may be made
    synchronized Duration begin(String name, String address) {
        Duration wait = max(waitOf(nameKey(name)), waitOf(addressKey(address)));
        if (wait.isZero()) {
            count(nameKey(name), OF_NAME);
            count(addressKey(address), OF_ADDRESS);
        }
        return wait;
    }

    /// As [#begin], for those who give no name. Nothing takes it back.
    synchronized Duration begin(String address) {
        Duration wait = waitOf(addressKey(address));
        if (wait.isZero()) {
            count(addressKey(address), OF_ADDRESS);
        }
        return wait;
    }

    /// Takes back what [#begin] counted. The name's earlier failures are forgotten, the address's are not: a
    /// guesser with an account of their own could wash it clean.
    synchronized void succeeded(String name, String address) {
        failures.remove(nameKey(name));
        failures.computeIfPresent(addressKey(address), (key, known) -> known.oneLess());
    }

    private Duration waitOf(String key) {
        Failures known = failures.get(key);
        Instant now = clock.instant();
        return known == null || !known.blockedUntil.isAfter(now)
                ? Duration.ZERO
                : Duration.between(now, known.blockedUntil);
    }

    private void count(String key, Policy policy) {
        Instant now = clock.instant();
        Failures known = failures.get(key);
        int count = known == null || known.last.plus(MEMORY).isBefore(now) ? 1 : known.count + 1;
        failures.put(key, new Failures(count, now, now.plus(policy.waitAfter(count))));
    }

    private static String nameKey(String name) {
        return "name " + name;
    }

    private static String addressKey(String address) {
        return "address " + address;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private record Failures(int count, Instant last, Instant blockedUntil) {

        Failures oneLess() {
            return new Failures(count - 1, last, Instant.MIN);
        }
    }

    private record Policy(int free, Duration longest) {

        Duration waitAfter(int failures) {
            if (failures < free) {
                return Duration.ZERO;
            }
            Duration wait = Duration.ofSeconds(1L << Math.min(failures - free, 20));
            return wait.compareTo(longest) < 0 ? wait : longest;
        }
    }
}
