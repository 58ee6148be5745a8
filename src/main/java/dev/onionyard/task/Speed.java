package dev.onionyard.task;

import java.util.ArrayDeque;
import java.util.Deque;

/// Bytes per second over the last [#WINDOW_MS].
final class Speed {

    static final long WINDOW_MS = 5_000;
    private static final long GRAIN_MS = 200;

    private record Sample(long time, long done) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /// @param time in milliseconds
    /// @return bytes per second up to now
    synchronized long at(long time, long done) {
        Sample last = samples.peekLast();
        if (last == null || time - last.time >= GRAIN_MS) {
            samples.addLast(new Sample(time, done));
        }
        while (samples.size() > 1 && time - samples.getFirst().time > WINDOW_MS) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        long elapsed = time - first.time;
        return elapsed <= 0 ? 0 : Math.max(0, (done - first.done) * 1000 / elapsed);
    }
}
