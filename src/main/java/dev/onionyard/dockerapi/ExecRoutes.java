package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.account.Role;
import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerTerminals;
import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.ExecRequest;
import dev.onionyard.container.ContainerTerminals.Output;
import dev.onionyard.container.Containers;
import dev.onionyard.dockerapi.ExecRegistry.Exec;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Further processes in running containers: exec create, start, resize, inspect.
@Component
class ExecRoutes implements Route.Source {

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private final Containers containers;
    private final ContainerTerminals terminals;
    private final ExecRegistry execs;
    private final OpenTerminals open;

    ExecRoutes(Containers containers, ContainerTerminals terminals, ExecRegistry execs, OpenTerminals open) {
        this.containers = containers;
        this.terminals = terminals;
        this.execs = execs;
        this.open = open;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                post("/containers/{id}/exec", this::create),
                post("/exec/{id}/start", this::start),
                post("/exec/{id}/resize", this::resize),
                get("/exec/{id}/json", this::inspect));
    }

    /// Body of exec create.
    record ExecBody(
            boolean attachStdin,
            boolean attachStdout,
            boolean attachStderr,
            boolean tty,
            @Nullable List<String> env,
            @Nullable List<String> cmd,
            @Nullable String user,
            @Nullable String workingDir,
            @Nullable String detachKeys,
            boolean privileged) {}

    /// Body of exec start.
    record StartBody(boolean detach, boolean tty) {}

    private void create(Exchange exchange) throws IOException {
        ExecBody body = exchange.json(ExecBody.class);
        if (body.cmd() == null || body.cmd().isEmpty()) {
            throw new InvalidInputException("No exec command specified");
        }
        if (body.privileged()) {
            exchange.caller().require(Role.ADMINISTRATOR, "run a privileged program");
        }
        Container container = containers.get(exchange.id());
        switch (container.status().state()) {
            case RUNNING -> {}
            case PAUSED ->
                throw new ConflictException(
                        "Container " + exchange.id() + " is paused, unpause the container before exec");
            case CREATED, RESTARTING, EXITED, DEAD ->
                throw new ConflictException("Container " + container.id() + " is not running");
        }
        var request = new ExecRequest(
                body.cmd(),
                body.tty(),
                body.attachStdin(),
                body.env() == null ? List.of() : body.env(),
                emptyToNull(body.user()),
                emptyToNull(body.workingDir()),
                body.privileged());
        String id = terminals.prepareExec(container.id(), request);
        String keys = body.detachKeys() == null || body.detachKeys().isEmpty() ? DetachKeys.DEFAULT : body.detachKeys();
        Exec exec = execs.add(id, container.id(), request, body.attachStdout(), body.attachStderr(), keys);
        exchange.respond(201, Map.of("Id", exec.id()));
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private void start(Exchange exchange) throws Exception {
        Exec exec = execs.get(exchange.id());
        StartBody body = exchange.jsonOrNull(StartBody.class);
        exec.markStarted();
        if (body != null && body.detach()) {
            connect(exec, new StreamFraming(OutputStream.nullOutputStream(), false, false, false));
            exchange.response().setStatus(200);
            return;
        }
        boolean tty = exec.request().tty();
        var bridge = new TerminalBridge(
                output -> connect(exec, output),
                out -> new StreamFraming(out, !tty, exec.stdout(), exec.stderr()),
                exec.request().stdin(),
                tty ? DetachKeys.parse(exec.detachKeys()) : null);
        bridge.start(exchange, tty);
    }

    /// The exit code is known to [Exec] before the stream closes, because clients ask for it at once.
    private Connection connect(Exec exec, Output output) {
        try {
            Connection connection = terminals.exec(exec.container(), exec.id(), exec.request(), output);
            exec.runsAs(connection.pid());
            CompletableFuture<Integer> noted =
                    connection.exit().whenComplete((code, failure) -> exec.end(failure == null ? code : 255));
            return open.remember(exec.id(), new NotedConnection(connection, noted));
        } catch (RuntimeException e) {
            exec.end(exitCode(String.valueOf(e.getMessage())));
            throw e;
        } finally {
            open.forget(exec.id());
        }
    }

    /// What a shell would give for a process that could not start.
    private static int exitCode(String reason) {
        boolean missing = reason.contains("executable file not found") || reason.contains("no such file or directory");
        return missing ? NOT_FOUND : NOT_EXECUTABLE;
    }

    /// A connection whose end is told after its exit code was noted. Of two stages that wait for one future, the
    /// later may run first.
    private record NotedConnection(Connection process, CompletableFuture<Integer> exit) implements Connection {

        @Override
        public OutputStream stdin() {
            return process.stdin();
        }

        @Override
        public void resize(int rows, int columns) {
            process.resize(rows, columns);
        }

        @Override
        public int pid() {
            return process.pid();
        }

        @Override
        public void detach() {
            process.detach();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private void resize(Exchange exchange) {
        Exec exec = execs.get(exchange.id());
        open.resize(exec.id(), exchange.number("h", 24), exchange.number("w", 80));
        exchange.response().setStatus(201);
    }

    private void inspect(Exchange exchange) throws IOException {
        Exec exec = execs.get(exchange.id());
        List<String> args = exec.request().args();
        var process = new LinkedHashMap<String, Object>();
        process.put("tty", exec.request().tty());
        process.put("entrypoint", args.getFirst());
        process.put("arguments", args.subList(1, args.size()));
        process.put("privileged", exec.request().privileged());
        var view = new LinkedHashMap<String, Object>();
        view.put("ID", exec.id());
        view.put("Running", exec.running());
        view.put("ExitCode", exec.exitCode());
        view.put("ProcessConfig", process);
        view.put("OpenStdin", exec.request().stdin());
        view.put("OpenStderr", exec.stderr());
        view.put("OpenStdout", exec.stdout());
        view.put("CanRemove", false);
        view.put("ContainerID", exec.container());
        view.put("DetachKeys", exec.detachKeys());
        view.put("Pid", exec.pid());
        exchange.respond(view);
    }
}
