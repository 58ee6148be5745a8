package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.Output;
import dev.onionyard.error.UnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The open terminals of this server. A terminal outlives its browser window for a while, so that a lost connection or
/// a
/// reloaded page loses nothing; then it is ended, so that no shells pile up.
final class TerminalSessions implements AutoCloseable {

    /// Each terminal costs a process, a few threads and its scrollback.
    static final int LIMIT = 100;

    private final Map<String, TerminalSession> sessions = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("terminal-timer").daemon().factory());
    private final Duration patience;

    /// @param patience how long a terminal waits for its window to come back
    TerminalSessions(Duration patience) {
        this.patience = patience;
        long pause = Math.max(1, patience.toMillis() / 12);
        var unused = timer.scheduleWithFixedDelay(this::endGivenUp, pause, pause, TimeUnit.MILLISECONDS);
    }

    /// Opens a terminal and shows it in `window`.
    ///
    /// @param past what to show before the first output
    /// @param opener starts the process or attaches to it; what it throws comes out here
    TerminalSession open(
            String containerId, String owner, TerminalWindow window, byte[] past, Function<Output, Connection> opener) {
        if (sessions.size() >= LIMIT) {
            throw new UnavailableException(
                    "cannot open a terminal: \"" + LIMIT + "\" are open already; end one that is not used");
        }
        var session = new TerminalSession(newId(), containerId, owner);
        session.prime(past);
        session.show(window);
        sessions.put(session.id(), session);
        try {
            session.start(opener);
        } catch (RuntimeException e) {
            sessions.remove(session.id());
            session.hide(window);
            throw e;
        }
        return session;
    }

    /// Shows a terminal that lost its window in `window`.
    ///
    /// @return empty if there is no such terminal, or it belongs to someone else
    Optional<TerminalSession> resume(String id, String containerId, String owner, TerminalWindow window) {
        Optional<TerminalSession> session = Optional.ofNullable(sessions.get(id))
                .filter(one -> one.owner().equals(owner) && one.containerId().equals(containerId));
        session.ifPresent(found -> found.show(window));
        return session;
    }

    /// Ends a terminal because its user said so.
    void end(TerminalSession session) {
        sessions.remove(session.id());
        session.close();
    }

    /// Tells every terminal in a container something, on a thread of its own.
    void tell(String containerId, Map<String, ?> message) {
        timer.execute(() -> of(containerId).forEach(session -> session.tell(message)));
    }

    List<TerminalSession> of(String containerId) {
        return sessions.values().stream()
                .filter(session -> session.containerId().equals(containerId))
                .toList();
    }

    int count() {
        return sessions.size();
    }

    /// Ends every terminal, telling its window why.
    @Override
    public void close() {
        for (TerminalSession session : List.copyOf(sessions.values())) {
            session.tell(Map.of("type", "server-stopping"));
            end(session);
        }
        timer.shutdownNow();
    }

    private void endGivenUp() {
        sessions.values().stream().filter(session -> session.givenUp(patience)).forEach(this::end);
    }

    private String newId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
