package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One terminal on the server: a process, the last of its output, and at most one browser window.
///
/// A window opens it and may lose its connection; the process does not notice. Output goes on into the scrollback, and
/// a window that comes back is shown the scrollback first. [TerminalSessions] ends a session that nobody comes back to:
/// the process of an exec is then killed, an attach only lets go.
///
/// Back pressure: the window acknowledges what it has drawn. While more than [#UNSEEN_LIMIT] bytes are on their way the
/// process's output is not read any further, so `yes` in a slow browser stays stoppable.
final class TerminalSession implements Output {

    static final int SCROLLBACK_BYTES = 256 * 1024;
    static final int UNSEEN_LIMIT = 512 * 1024;

    private static final Logger log = LoggerFactory.getLogger(TerminalSession.class);

    private final String id;
    private final String containerId;
    private final String owner;
    private final Scrollback scrollback = new Scrollback(SCROLLBACK_BYTES);
    private @Nullable Connection connection;
    private @Nullable TerminalWindow window;
    private @Nullable Map<String, ?> ending;
    private boolean closed;
    private long unseen;
    private long hiddenAt = System.nanoTime();
    private long endedAt;

    /// @param owner the only user who may come back to it
    TerminalSession(String id, String containerId, String owner) {
        this.id = id;
        this.containerId = containerId;
        this.owner = owner;
    }

    String id() {
        return id;
    }

    String containerId() {
        return containerId;
    }

    String owner() {
        return owner;
    }

    /// Puts output into the scrollback that was printed before this session, for example from the container's log.
    synchronized void prime(byte[] bytes) {
        scrollback.append(bytes, bytes.length);
    }

    /// Connects to the process.
    void start(Function<Output, Connection> opener) {
        Connection opened = opener.apply(this);
        synchronized (this) {
            connection = opened;
        }
        var unused = opened.exit().whenComplete((code, failure) -> {
            if (!(failure instanceof CancellationException)) {
                end(Map.of("type", "exit", "code", code == null ? -1 : code));
            }
        });
    }

    /// Shows the session in `newWindow`: what was printed so far, then what comes. A window that was there is closed.
    synchronized void show(TerminalWindow newWindow) {
        TerminalWindow old = window;
        if (old != null && old != newWindow) {
            old.control(Map.of("type", "taken"));
            old.close();
        }
        window = newWindow;
        unseen = 0;
        notifyAll();
        replay(newWindow);
    }

    private void replay(TerminalWindow target) {
        byte[] past = scrollback.snapshot();
        target.control(Map.of("type", "session", "id", id, "replay", past.length, "truncated", scrollback.truncated()));
        send(target, past, past.length);
        if (ending != null) {
            target.control(ending);
        }
    }

    /// Forgets `lost` if it is the window of this session.
    synchronized void hide(TerminalWindow lost) {
        if (window == lost) {
            window = null;
            hiddenAt = System.nanoTime();
            notifyAll();
        }
    }

    /// Whether it has been without a window, or without a process, for at least so long.
    synchronized boolean givenUp(Duration patience) {
        return window == null && olderThan(patience, hiddenAt) || ending != null && olderThan(patience, endedAt);
    }

    private static boolean olderThan(Duration age, long nanoTime) {
        return System.nanoTime() - nanoTime >= age.toNanos();
    }

    @Override
    public void stdout(byte[] bytes, int length) throws IOException {
        synchronized (this) {
            scrollback.append(bytes, length);
            if (window != null) {
                send(window, bytes, length);
            }
            awaitSight();
        }
    }

    @Override
    public void stderr(byte[] bytes, int length) throws IOException {
        stdout(bytes, length);
    }

    private void send(TerminalWindow target, byte[] bytes, int length) {
        if (length == 0) {
            return;
        }
        try {
            target.output(bytes, length);
            unseen += length;
        } catch (IOException e) {
            log.debug("Terminal {} lost its window: {}", id, e.getMessage());
            hide(target);
        }
    }

    private void awaitSight() throws IOException {
        try {
            while (window != null && unseen > UNSEEN_LIMIT && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// The window has drawn so many bytes more.
    synchronized void seen(long bytes) {
        unseen = Math.max(0, unseen - bytes);
        notifyAll();
    }

    /// Passes on what was typed. Blocks while the process does not read.
    void type(byte[] bytes) throws IOException {
        Connection target = connected();
        if (target != null) {
            target.stdin().write(bytes);
            target.stdin().flush();
        }
    }

    void resize(int rows, int columns) {
        Connection target = connected();
        if (target != null) {
            target.resize(rows, columns);
        }
    }

    /// Tells the window something that does not end the session, if there is one.
    synchronized void tell(Map<String, ?> message) {
        if (window != null) {
            window.control(message);
        }
    }

    private synchronized void end(Map<String, ?> message) {
        ending = message;
        endedAt = System.nanoTime();
        tell(message);
    }

    /// Ends the session: the process of an exec is killed, an attach lets go. Closing again does nothing.
    void close() {
        Connection last;
        TerminalWindow lastWindow;
        synchronized (this) {
            closed = true;
            last = connection;
            connection = null;
            lastWindow = window;
            window = null;
            notifyAll();
        }
        if (last != null) {
            last.close();
        }
        if (lastWindow != null) {
            lastWindow.close();
        }
    }

    private synchronized @Nullable Connection connected() {
        return ending == null ? connection : null;
    }
}
