package dev.onionyard.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Where the source of a stream of server-sent events puts them. Never blocks: what is not yet written waits
/// here, and a reader that falls too far behind loses the stream, opens it again by itself and starts with what
/// is true then.
public final class EventSink {

    /// One event.
    ///
    /// @param data becomes JSON
    record Frame(String event, Object data) {}

    private static final int CAPACITY = 4096;

    private final Map<Object, Frame> waiting = new LinkedHashMap<>();
    private boolean ended;

    /// Adds an event.
    public synchronized void send(String event, Object data) {
        put(new Object(), new Frame(event, data));
    }

    /// Adds an event that takes the place of a waiting one with the same key: only the latest matters.
    public synchronized void sendLatest(String event, String key, Object data) {
        String place = event + " " + key;
        waiting.remove(place);
        put(place, new Frame(event, data));
    }

    /// Ends the stream when all that waits is written.
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void put(Object place, Frame frame) {
        if (ended) {
            return;
        }
        if (waiting.size() >= CAPACITY) {
            waiting.clear();
            end();
            return;
        }
        waiting.put(place, frame);
        notifyAll();
    }

    /// Waits for events.
    ///
    /// @return those that are there, in order; none if the time is over or the stream ended
    synchronized List<Frame> take(long milliseconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        long left = milliseconds;
        while (waiting.isEmpty() && !ended && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        List<Frame> taken = new ArrayList<>(waiting.values());
        waiting.clear();
        return taken;
    }

    synchronized boolean ended() {
        return ended && waiting.isEmpty();
    }
}
