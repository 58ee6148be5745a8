package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerLogs;
import dev.onionyard.container.ContainerLogs.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a container's log to one reader as it grows. A thread of its own reads lines into a short queue; the calling
/// thread takes what has gathered there and sends it as one batch, so a talkative container makes large batches instead
/// of many. While the reader is slow the log is simply not read any further.
final class LogFollower {

    /// Where batches go.
    interface Sink {

        /// @throws IOException if the reader is gone
        void lines(List<LogText.Piece> pieces) throws IOException;

        /// Nothing was printed for a while. Finds out whether the reader is still there.
        void idle() throws IOException;

        /// There will be no more lines.
        ///
        /// @param failure why, or null if the log has ended
        void end(@Nullable String failure) throws IOException;
    }

    static final int BATCH = 1000;
    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
    private static final int QUEUED = 2000;

    private final BlockingQueue<Optional<Line>> queue = new ArrayBlockingQueue<>(QUEUED);
    private final ContainerLogs logs;
    private final Sink sink;
    private final long idleMillis;
    private volatile @Nullable String failure;

    LogFollower(ContainerLogs logs, Sink sink, long idleMillis) {
        this.logs = logs;
        this.sink = sink;
        this.idleMillis = idleMillis;
    }

    /// Sends on the calling thread until the log ends or the reader is gone.
    ///
    /// @throws IOException if the reader is gone
    void follow(String containerId, ContainerLogs.Query query) throws IOException, InterruptedException {
        Thread reader = Thread.ofPlatform().name("log-reader").daemon().start(() -> read(containerId, query));
        try {
            var text = new LogText();
            boolean more = true;
            while (more) {
                more = sendSome(text);
            }
        } finally {
            reader.interrupt();
        }
    }

    private void read(String containerId, ContainerLogs.Query query) {
        try {
            logs.read(containerId, query, line -> put(Optional.of(line)));
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                failure = e.getMessage();
                log.debug("Reading the log of {} ended: {}", containerId, e.getMessage());
            }
        }
        if (!Thread.currentThread().isInterrupted()) {
            put(Optional.empty());
        }
    }

    private void put(Optional<Line> line) {
        try {
            queue.put(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the log's reader is gone", e);
        }
    }

    private boolean sendSome(LogText text) throws IOException, InterruptedException {
        Optional<Line> first = queue.poll(idleMillis, TimeUnit.MILLISECONDS);
        if (first == null) {
            sink.idle();
            return true;
        }
        var batch = new ArrayList<Optional<Line>>(List.of(first));
        queue.drainTo(batch, BATCH - 1);
        List<LogText.Piece> pieces =
                batch.stream().flatMap(Optional::stream).map(text::piece).toList();
        if (!pieces.isEmpty()) {
            sink.lines(pieces);
        }
        if (batch.getLast().isEmpty()) {
            sink.end(failure);
            return false;
        }
        return true;
    }
}
