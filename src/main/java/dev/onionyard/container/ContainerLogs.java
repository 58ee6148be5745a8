package dev.onionyard.container;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads what containers print.
public interface ContainerLogs {

    /// Where a line came from.
    enum Stream {
        STDOUT,
        STDERR
    }

    /// A piece of output.
    ///
    /// @param text without the newline that ends it; bytes as they came
    /// @param complete false if the line goes on in the next piece
    record Line(Instant time, Stream stream, byte[] text, boolean complete) {}

    /// What to read.
    ///
    /// @param tail the last so many lines, or -1 for all
    /// @param since only lines at or after this, or null
    /// @param until only lines before this, or null
    /// @param follow wait for new lines until the container stops
    record Query(
            boolean stdout,
            boolean stderr,
            int tail,
            @Nullable Instant since,
            @Nullable Instant until,
            boolean follow) {

        /// The last `tail` lines and all that come.
        public static Query following(int tail) {
            return new Query(true, true, tail, null, null, true);
        }
    }

    /// Reads lines in order, on the calling thread, until there are no more, or `sink` throws, or the thread is
    /// interrupted.
    void read(String nameOrId, Query query, Consumer<Line> sink);
}
