package dev.onionyard.web.containers;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.Role;
import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLogs;
import dev.onionyard.container.ContainerTerminals;
import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.Output;
import dev.onionyard.container.Containers;
import dev.onionyard.error.EngineException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.event.Initiator;
import dev.onionyard.web.SignedInUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The WebSocket of terminals. Binary frames carry the terminal's bytes both ways. Text frames are control messages in
/// JSON:
///
/// ```
/// to the server    {"type":"resize","rows":24,"cols":80}   {"type":"seen","bytes":n}   {"type":"end"}
/// to the browser   {"type":"session","id":…,"replay":n,"truncated":…}   the next n bytes are past output
///                  {"type":"exit","code":n}      {"type":"stopped","code":n}    {"type":"taken"}
///                  {"type":"gone"}               {"type":"error","message":…}   {"type":"server-stopping"}
///                  {"type":"signed-out"}
/// ```
///
/// Who may open one is decided at the handshake ([TerminalHandshake]).
@Component
class TerminalSocket extends AbstractWebSocketHandler implements SmartLifecycle {

    static final int PING_SECONDS = 25;

    private static final Logger log = LoggerFactory.getLogger(TerminalSocket.class);
    private static final int PAST_LINES = 500;
    private static final String WINDOW = "window";
    private static final String TERMINAL = "terminal";

    private final Containers containers;
    private final ContainerTerminals terminals;
    private final ContainerLogs logs;
    private final EngineEvents events;
    private final Accounts accounts;
    private final JsonMapper json;
    private final Set<WebSocketWindow> windows = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("terminal-ping").daemon().factory());
    private final TerminalSessions sessions;
    private EngineEvents.Subscription subscription = () -> {};
    private volatile boolean running;

    /// @param patience how long a terminal waits for its window to come back; shorter than a minute only in tests
    TerminalSocket(
            Containers containers,
            ContainerTerminals terminals,
            ContainerLogs logs,
            EngineEvents events,
            Accounts accounts,
            JsonMapper json,
            @Value("${onionyard.terminal.patience:60s}") Duration patience) {
        this.containers = containers;
        this.terminals = terminals;
        this.logs = logs;
        this.events = events;
        this.accounts = accounts;
        this.json = json;
        this.sessions = new TerminalSessions(patience);
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession socket) {
        var user = (SignedInUser) Objects.requireNonNull(socket.getAttributes().get(TerminalHandshake.USER));
        var window = new WebSocketWindow(socket, json, user);
        socket.getAttributes().put(WINDOW, window);
        windows.add(window);
        try {
            initiator(socket).run(() -> open(socket, window));
        } catch (EngineException e) {
            refuse(window, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(WebSocketWindow window, String message) {
        window.control(Map.of("type", "error", "message", message));
        window.close();
    }

    /// Whether whoever opened this window may still use terminals.
    private boolean allowed(WebSocketWindow window) {
        return accounts.find(window.user().name())
                .filter(user -> user.role().includes(Role.OPERATOR)
                        && user.stamp() == window.user().stamp())
                .isPresent();
    }

    private void open(WebSocketSession socket, WebSocketWindow window) {
        var opening = TerminalOpening.of(Objects.requireNonNull(socket.getUri()));
        Container container = containers.get(opening.container());
        String owner = initiator(socket).name();
        if (opening.session().isEmpty()) {
            byte[] past = opening.attach() ? past(container.id()) : new byte[0];
            show(socket, opening, sessions.open(container.id(), owner, window, past, opener(container, opening)));
            return;
        }
        Optional<TerminalSession> found = sessions.resume(opening.session(), container.id(), owner, window);
        found.ifPresentOrElse(session -> show(socket, opening, session), () -> {
            window.control(Map.of("type", "gone"));
            window.close();
        });
    }

    private static void show(WebSocketSession socket, TerminalOpening opening, TerminalSession session) {
        socket.getAttributes().put(TERMINAL, session);
        session.resize(opening.rows(), opening.columns());
        if (!socket.isOpen()) {
            // It was lost while the process was being started, when nobody knew yet whose window it was.
            forget(socket);
        }
    }

    private Function<Output, Connection> opener(Container container, TerminalOpening opening) {
        return opening.attach()
                ? output -> terminals.attach(container.id(), output)
                : output -> terminals.exec(container.id(), opening.exec(), output);
    }

    // What a -it container printed before anybody looked (its first prompt) is only in its log.
    private byte[] past(String containerId) {
        var past = new ByteArrayOutputStream();
        logs.read(containerId, new ContainerLogs.Query(true, true, PAST_LINES, null, null, false), line -> {
            past.writeBytes(line.text());
            if (line.complete()) {
                past.write('\n');
            }
        });
        return past.toByteArray();
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession socket, BinaryMessage message) throws IOException {
        TerminalSession session = terminal(socket);
        if (session != null) {
            byte[] bytes = new byte[message.getPayloadLength()];
            message.getPayload().get(bytes);
            session.type(bytes);
        }
    }

    @Override
    protected void handleTextMessage(WebSocketSession socket, TextMessage message) {
        TerminalSession session = terminal(socket);
        if (session != null) {
            control(session, read(message.getPayload()));
        }
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JacksonException e) {
            return json.createObjectNode();
        }
    }

    private void control(TerminalSession session, JsonNode message) {
        switch (message.path("type").asString("")) {
            case "resize" ->
                session.resize(
                        TerminalOpening.size(message.path("rows").asInt(24)),
                        TerminalOpening.size(message.path("cols").asInt(80)));
            case "seen" -> session.seen(message.path("bytes").asLong(0));
            case "end" -> sessions.end(session);
            default -> log.debug("Terminal {} was sent an unknown message", session.id());
        }
    }

    @Override
    public void handleTransportError(WebSocketSession socket, Throwable failure) {
        log.debug("Terminal connection {} failed: {}", socket.getId(), failure.getMessage());
    }

    @Override
    public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
        var window = (WebSocketWindow) socket.getAttributes().get(WINDOW);
        if (window != null) {
            windows.remove(window);
        }
        forget(socket);
    }

    private static void forget(WebSocketSession socket) {
        var window = (WebSocketWindow) socket.getAttributes().get(WINDOW);
        TerminalSession session = terminal(socket);
        if (window != null && session != null) {
            session.hide(window);
        }
    }

    private static @Nullable TerminalSession terminal(WebSocketSession socket) {
        return (TerminalSession) socket.getAttributes().get(TERMINAL);
    }

    private static Initiator initiator(WebSocketSession socket) {
        return (Initiator) Objects.requireNonNull(socket.getAttributes().get(TerminalHandshake.INITIATOR));
    }

    private void onEvent(EngineEvent event) {
        if (event.type() == EngineEvent.Type.CONTAINER && event.action().equals("die")) {
            sessions.tell(
                    event.actorId(),
                    Map.of("type", "stopped", "code", event.attributes().getOrDefault("exitCode", "")));
        }
    }

    /// Who signs out leaves no terminal open.
    @EventListener
    void onSignOut(LogoutSuccessEvent event) {
        String name = event.getAuthentication().getName();
        windows.stream().filter(window -> window.user().name().equals(name)).forEach(this::dismiss);
    }

    void pingAll() {
        for (WebSocketWindow window : windows) {
            if (allowed(window)) {
                window.ping();
            } else {
                dismiss(window);
            }
        }
    }

    private void dismiss(WebSocketWindow window) {
        window.control(Map.of("type", "signed-out"));
        window.close(CloseStatus.POLICY_VIOLATION);
        TerminalSession session = terminal(window.socket());
        if (session != null) {
            sessions.end(session);
        }
    }

    @Override
    public void start() {
        subscription = events.subscribe(this::onEvent);
        var unused = pings.scheduleWithFixedDelay(this::pingAll, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
        running = true;
    }

    // In the highest phase, so before the web server stops: the browsers still hear why their terminals end.
    @Override
    public void stop() {
        running = false;
        subscription.close();
        sessions.close();
        pings.shutdownNow();
        windows.forEach(window -> window.close(CloseStatus.SERVICE_RESTARTED));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
