package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The log of one container: reads it, follows it through rotations, and never reads all of it for its last
/// lines.
///
/// Following does not poll: inotify stirs the follower when conmon writes, [#wakeFollowers] when the container
/// ends.
public final class ContainerLog {

    private static final int BUFFER = 64 * 1024;

    private final LogFiles files;
    private final DirectoryWatcher watcher;

    ContainerLog(LogFiles files, DirectoryWatcher watcher) {
        this.files = files;
        this.watcher = watcher;
    }

    /// Reads records in order on the calling thread, until there are no more (or, following, until the
    /// container has stopped and its last record is read), or `sink` throws, or the thread is interrupted.
    public void read(LogQuery query, Consumer<LogRecord> sink) {
        try {
            new Reading(query, sink).run();
        } catch (ClosedByInterruptException e) {
            // The thread's interrupt flag is still set.
            return;
        } catch (NoSuchFileException e) {
            // A container that never ran has no log; one that was just removed has none any more.
        } catch (IOException e) {
            throw new UnavailableException("cannot read log \"" + files.current() + "\": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Makes followers ask again whether to go on; called when the container has ended.
    public void wakeFollowers() {
        watcher.stir(files.directory());
    }

    /// One reading of the log.
    private final class Reading {

        private final LogQuery query;
        private final Consumer<LogRecord> sink;
        private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        private final Semaphore stirred = new Semaphore(0);
        private boolean ended;

        Reading(LogQuery query, Consumer<LogRecord> sink) {
            this.query = query;
            this.sink = sink;
        }

        void run() throws IOException, InterruptedException {
            BooleanSupplier follow = query.follow();
            if (follow == null) {
                readFrom(start(), null);
                return;
            }
            // Watched before the first read, so that nothing written in between is missed.
            if (!Files.isDirectory(files.directory())) {
                return;
            }
            try (var watch = watcher.watch(files.directory(), name -> stirred.release())) {
                readFrom(start(), follow);
            }
        }

        private void readFrom(LogFiles.@Nullable Open first, @Nullable BooleanSupplier follow)
                throws IOException, InterruptedException {
            LogFiles.Open open = first;
            try {
                while (true) {
                    // Asked before reading: what is printed before the end is read after it.
                    boolean goesOn = follow != null && follow.getAsBoolean();
                    open = open == null ? files.openOldest() : open;
                    open = open == null ? null : readToLastEnd(open);
                    if (!goesOn || ended) {
                        return;
                    }
                    stirred.acquire();
                    stirred.drainPermits();
                }
            } finally {
                if (open != null) {
                    open.close();
                }
            }
        }

        /// Reads this file and those written after it. A file is left only when its successor exists, because
        /// conmon goes on writing to a renamed file until it has opened the new one.
        private LogFiles.Open readToLastEnd(LogFiles.Open first) throws IOException {
            LogFiles.Open open = first;
            while (true) {
                LogFiles.Open next = files.openAfter(open);
                readToEnd(open);
                if (ended || next == null) {
                    return open;
                }
                open.close();
                open = next;
            }
        }

        private void readToEnd(LogFiles.Open open) throws IOException {
            buffer.clear();
            while (!ended && open.channel().read(buffer) > 0) {
                take(buffer.array(), buffer.position());
                buffer.clear();
            }
        }

        private void take(byte[] bytes, int length) {
            int lineStart = 0;
            for (int i = 0; i < length && !ended; i++) {
                if (bytes[i] == '\n') {
                    takeLine(bytes, lineStart, i);
                    lineStart = i + 1;
                }
            }
            unfinished.write(bytes, lineStart, length - lineStart);
        }

        private void takeLine(byte[] bytes, int from, int to) {
            if (unfinished.size() == 0) {
                deliver(LogLineParser.parse(bytes, from, to));
                return;
            }
            unfinished.write(bytes, from, to - from);
            byte[] line = unfinished.toByteArray();
            unfinished.reset();
            deliver(LogLineParser.parse(line, 0, line.length));
        }

        private void deliver(@Nullable LogRecord entry) {
            if (entry == null || ended) {
                return;
            }
            if (query.endsBefore(entry.time())) {
                ended = true;
            } else if (query.accepts(entry.time())) {
                sink.accept(entry);
            }
        }

        /// The file and position where reading starts, or null if there is no log yet.
        private LogFiles.@Nullable Open start() throws IOException {
            if (query.tail() < 0) {
                return files.openOldest();
            }
            List<LogFiles.Entry> oldestFirst = files.oldestFirst();
            int wanted = query.tail();
            for (int i = oldestFirst.size() - 1; i >= 0; i--) {
                LogFiles.Open open = files.open(oldestFirst.get(i));
                if (open == null) {
                    // Rotated in this moment: everything has another name now.
                    return start();
                }
                LogTail.Start start = LogTail.find(open.channel(), wanted);
                wanted -= start.lines();
                if (wanted == 0 || i == 0) {
                    open.channel().position(start.offset());
                    return open;
                }
                open.close();
            }
            return null;
        }
    }
}
