package dev.onionyard.registry;

import dev.onionyard.progress.ProgressListener;
import java.io.InterruptedIOException;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// How often and after what pause something is tried again: each pause twice the one before, a little
/// scattered, so that those who were cut off together do not come back together. A server that says when to
/// come back is obeyed.
record RetryPolicy(Duration firstDelay, Clock clock) {

    static final int TRIES = 5;

    /// A server that asks for more is not waited for.
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final long SLICE_MILLIS = 100;

    /// @param tries made so far
    Duration delayAfter(int tries) {
        long base = firstDelay.toMillis() << Math.min(tries - 1, 10);
        long scattered = base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1);
        return Duration.ofMillis(Math.min(scattered, LONGEST.toMillis()));
    }

    /// `Retry-After`: seconds or a date (RFC 9110, section 10.2.3).
    Optional<Duration> askedFor(HttpHeaders headers) {
        return headers.firstValue("Retry-After").map(String::strip).flatMap(this::parse);
    }

    private Optional<Duration> parse(String text) {
        try {
            if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration until = Duration.between(clock.instant(), date.toInstant());
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Waits, unless the work is cancelled.
    static void pause(Duration delay, ProgressListener work) throws InterruptedIOException {
        long end = System.nanoTime() + delay.toNanos();
        try {
            for (long left = delay.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                work.checkCancelled();
                Thread.sleep(Math.min(left, SLICE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a registry");
        }
        work.checkCancelled();
    }
}
