package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.account.Role;
import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLogs;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.container.ContainerTerminals;
import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.Containers;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What flows out of and into containers: attach, logs, changes, export.
@Component
class ContainerStreamRoutes implements Route.Source {

    private final Containers containers;
    private final ContainerTerminals terminals;
    private final ContainerLogs logs;
    private final ContainerSnapshots snapshots;
    private final OpenTerminals open;

    ContainerStreamRoutes(
            Containers containers,
            ContainerTerminals terminals,
            ContainerLogs logs,
            ContainerSnapshots snapshots,
            OpenTerminals open) {
        this.containers = containers;
        this.terminals = terminals;
        this.logs = logs;
        this.snapshots = snapshots;
        this.open = open;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                post("/containers/{id}/attach", this::attach),
                get("/containers/{id}/attach/ws", this::attachWebSocket).needs(Role.OPERATOR),
                post("/containers/{id}/resize", this::resize),
                get("/containers/{id}/logs", this::logs),
                get("/containers/{id}/changes", this::changes),
                get("/containers/{id}/export", this::export).needs(Role.OPERATOR));
    }

    private void attach(Exchange exchange) throws Exception {
        Container container = containers.get(exchange.id());
        boolean tty = container.request().tty();
        DetachKeys keys = tty ? DetachKeys.parse(exchange.query("detachKeys", DetachKeys.DEFAULT)) : null;
        boolean replay = exchange.flag("logs");
        boolean stream = exchange.flag("stream");
        var bridge = new TerminalBridge(
                output -> stream
                        ? open.remember(container.id(), terminals.attach(container.id(), output))
                        : EndedConnection.INSTANCE,
                out -> new StreamFraming(out, !tty, exchange.flag("stdout"), exchange.flag("stderr")),
                exchange.flag("stdin") && container.request().openStdin(),
                keys);
        bridge.attach(exchange, tty, output -> {
            if (replay) {
                replay(container, output);
            }
        });
    }

    private void attachWebSocket(Exchange exchange) throws Exception {
        Container container = containers.get(exchange.id());
        if (!"websocket".equalsIgnoreCase(exchange.request().getHeader("Upgrade"))) {
            throw new InvalidInputException("cannot attach: expected a WebSocket's request");
        }
        var late = new LateStream();
        var output = new StreamFraming(late, false, exchange.flag("stdout"), exchange.flag("stderr"));
        boolean stdin = exchange.flag("stdin") && container.request().openStdin();
        Connection connection = terminals.attach(container.id(), output);
        try {
            WebSocketAttach.upgrade(exchange, open.remember(container.id(), connection), late, stdin);
        } catch (Exception e) {
            connection.detach();
            throw e;
        }
    }

    private void replay(Container container, StreamFraming output) {
        var query = new ContainerLogs.Query(true, true, -1, null, null, false);
        logs.read(container.id(), query, line -> write(output, line, false, ""));
    }

    private void resize(Exchange exchange) {
        Container container = containers.get(exchange.id());
        open.resize(container.id(), exchange.number("h", 24), exchange.number("w", 80));
        exchange.response().setStatus(200);
    }

    private void logs(Exchange exchange) throws IOException {
        Container container = containers.get(exchange.id());
        if (!exchange.flag("stdout") && !exchange.flag("stderr")) {
            throw new InvalidInputException("Bad parameters: you must choose at least one stream");
        }
        if (container.request().host().settings().logging().driver().equals("none")) {
            exchange.respond(501, Map.of("message", "configured logging driver does not support reading"));
            return;
        }
        boolean tty = container.request().tty();
        boolean timestamps = exchange.flag("timestamps");
        String details = exchange.flag("details") ? LogDetails.of(container) : "";
        OutputStream out = exchange.stream(StreamFraming.contentType(exchange.version(), tty));
        var output = new StreamFraming(out, !tty, true, true);
        try {
            logs.read(container.id(), logQuery(exchange), line -> write(output, line, timestamps, details));
        } catch (UncheckedIOException e) {
            // The client has seen enough.
        }
    }

    private static ContainerLogs.Query logQuery(Exchange exchange) {
        String tail = exchange.query("tail", "all");
        return new ContainerLogs.Query(
                exchange.flag("stdout"),
                exchange.flag("stderr"),
                tail.equals("all") ? -1 : exchange.number("tail", -1),
                time(exchange.query("since", "")),
                time(exchange.query("until", "")),
                exchange.flag("follow"));
    }

    /// Seconds since 1970 with a fraction, as the CLI sends them, or RFC 3339. Zero and nothing mean no limit.
    static @Nullable Instant time(String text) {
        if (text.isEmpty() || text.equals("0")) {
            return null;
        }
        try {
            if (text.indexOf('T') > 0) {
                return Instant.parse(text);
            }
            var seconds = new BigDecimal(text);
            return Instant.ofEpochSecond(
                    seconds.longValue(),
                    seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
        } catch (DateTimeException | NumberFormatException e) {
            throw new InvalidInputException("cannot read time \"" + text + "\": expected seconds or RFC 3339", e);
        }
    }

    private static void write(StreamFraming output, ContainerLogs.Line line, boolean timestamps, String details) {
        byte[] prefix =
                ((timestamps ? DockerJson.time(line.time()) + " " : "") + details).getBytes(StandardCharsets.UTF_8);
        int length = prefix.length + line.text().length + (line.complete() ? 1 : 0);
        var piece = new byte[length];
        System.arraycopy(prefix, 0, piece, 0, prefix.length);
        System.arraycopy(line.text(), 0, piece, prefix.length, line.text().length);
        if (line.complete()) {
            piece[length - 1] = '\n';
        }
        try {
            output.write(
                    line.stream() == ContainerLogs.Stream.STDOUT ? StreamFraming.STDOUT : StreamFraming.STDERR,
                    piece,
                    length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void changes(Exchange exchange) throws IOException {
        exchange.respond(snapshots.changes(exchange.id()).stream()
                .map(ContainerStreamRoutes::change)
                .toList());
    }

    /// Kind 0 is modified, 1 added, 2 deleted.
    private static Map<String, Object> change(LayerTrees.Change change) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Path", change.path());
        view.put(
                "Kind",
                switch (change.sign()) {
                    case CHANGED, UNCHANGED -> 0;
                    case ADDED -> 1;
                    case REMOVED -> 2;
                });
        return view;
    }

    private void export(Exchange exchange) throws IOException {
        containers.get(exchange.id());
        snapshots.export(exchange.id(), exchange.stream("application/x-tar"), ProgressListener.NONE);
    }
}
