package dev.onionyard.dns;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that waits for many channels and for time to pass.
final class EventLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
    private static final long TICK_MILLIS = 200;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Selector selector;
    private int timed;

    /// What happens with a channel. All methods run on the loop's thread.
    interface Handler {

        /// The channel can be read, written, accepted from or connected.
        void ready(SelectionKey key) throws IOException;

        /// When [#expire] is due, in the time of [System#nanoTime]; [Long#MAX_VALUE] for never.
        long deadline();

        void expire();

        /// It broke; close what belongs to it.
        void broken();
    }

    EventLoop(String name) throws IOException {
        selector = Selector.open();
        Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /// Does something on the loop's thread.
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /// Watches a channel; on the loop's thread.
    SelectionKey watch(SelectableChannel channel, int operations, Handler handler) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, handler);
    }

    private void run() {
        while (selector.isOpen()) {
            try {
                if (timed > 0) {
                    selector.select(TICK_MILLIS);
                } else {
                    selector.select();
                }
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
                selector.selectedKeys().clear();
                ready.forEach(EventLoop::handle);
                expire();
            } catch (ClosedSelectorException e) {
                return; // Closed while it worked.
            } catch (IOException | RuntimeException e) {
                log.warn("Answering for names", e);
            }
        }
    }

    private static void handle(SelectionKey key) {
        var handler = (Handler) key.attachment();
        try {
            handler.ready(key);
        } catch (IOException | CancelledKeyException e) {
            log.debug("A channel broke", e);
            handler.broken();
        }
    }

    private void expire() {
        long now = System.nanoTime();
        timed = 0;
        // A copy: handlers may open channels.
        for (SelectionKey key : List.copyOf(selector.keys())) {
            var handler = (Handler) key.attachment();
            if (key.isValid() && handler.deadline() != Long.MAX_VALUE) {
                timed++;
                if (handler.deadline() - now <= 0) {
                    handler.expire();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
