package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.account.Role;
import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLifecycle;
import dev.onionyard.container.Containers;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Containers as processes: start, stop, kill, restart, pause, unpause, wait.
@Component
class ContainerLifecycleRoutes implements Route.Source {

    private static final long HEARTBEAT_SECONDS = 10;

    private final Containers containers;
    private final ContainerLifecycle lifecycle;
    private final EngineEvents events;

    ContainerLifecycleRoutes(Containers containers, ContainerLifecycle lifecycle, EngineEvents events) {
        this.containers = containers;
        this.lifecycle = lifecycle;
        this.events = events;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                post("/containers/{id}/start", this::start),
                post("/containers/{id}/stop", this::stop),
                post("/containers/{id}/kill", this::kill),
                post("/containers/{id}/restart", this::restart),
                post("/containers/{id}/pause", this::pause),
                post("/containers/{id}/unpause", this::unpause),
                post("/containers/{id}/wait", this::await).needs(Role.VIEWER));
    }

    private void start(Exchange exchange) {
        if (containers.get(exchange.id()).status().state().alive()) {
            exchange.notModified();
            return;
        }
        lifecycle.start(exchange.id());
        exchange.noContent();
    }

    private void stop(Exchange exchange) {
        if (!runs(containers.get(exchange.id()))) {
            exchange.notModified();
            return;
        }
        lifecycle.stop(exchange.id(), timeout(exchange));
        exchange.noContent();
    }

    private void kill(Exchange exchange) {
        Container container = containers.get(exchange.id());
        if (!runs(container)) {
            throw new ConflictException(
                    "Cannot kill container: " + exchange.id() + ": Container " + container.id() + " is not running");
        }
        lifecycle.kill(exchange.id(), exchange.query("signal", "KILL"));
        exchange.noContent();
    }

    private void restart(Exchange exchange) {
        lifecycle.restart(exchange.id(), timeout(exchange));
        exchange.noContent();
    }

    private void pause(Exchange exchange) {
        lifecycle.pause(exchange.id());
        exchange.noContent();
    }

    private void unpause(Exchange exchange) {
        lifecycle.resume(exchange.id());
        exchange.noContent();
    }

    private static boolean runs(Container container) {
        return switch (container.status().state()) {
            case RUNNING, PAUSED, RESTARTING -> true;
            case CREATED, EXITED, DEAD -> false;
        };
    }

    private static @Nullable Duration timeout(Exchange exchange) {
        int seconds = exchange.number("t", Integer.MIN_VALUE);
        return seconds == Integer.MIN_VALUE ? null : Duration.ofSeconds(seconds);
    }

    /// The headers go out before the wait is over: the CLI waits for them before it sends `start`.
    private void await(Exchange exchange) throws IOException {
        Container container = containers.get(exchange.id());
        String condition = exchange.query("condition", "not-running");
        switch (condition) {
            case "not-running" -> answer(exchange, lifecycle.exit(container.id()));
            case "next-exit" -> awaitNext(exchange, container, "die");
            case "removed" -> awaitNext(exchange, container, "destroy");
            default -> throw new InvalidInputException("invalid condition: \"" + condition + "\"");
        }
    }

    /// Waits for an event of the container; for its removal the exit code is the last one it died with.
    private void awaitNext(Exchange exchange, Container container, String action) throws IOException {
        var happened = new CompletableFuture<Integer>();
        var code = new AtomicInteger(container.status().exitCode());
        try (var subscription = events.subscribe(event -> {
            if (event.type() == EngineEvent.Type.CONTAINER && event.actorId().equals(container.id())) {
                if (event.action().equals("die")) {
                    code.set(Integer.parseInt(event.attributes().getOrDefault("exitCode", "0")));
                }
                if (event.action().equals(action) || event.action().equals("destroy")) {
                    happened.complete(code.get());
                }
            }
        })) {
            answer(exchange, happened);
        }
    }

    /// Space before the answer means nothing in JSON, and shows whether the client is still there: one that has left
    /// must not keep a thread until the container ends.
    private static void answer(Exchange exchange, CompletableFuture<Integer> exit) throws IOException {
        OutputStream out = exchange.stream("application/json");
        while (true) {
            try {
                int code = exit.get(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                out.write(DockerJson.MAPPER.writeValueAsBytes(Map.of("StatusCode", code)));
                out.flush();
                return;
            } catch (TimeoutException e) {
                out.write('\n');
                out.flush();
            } catch (ExecutionException e) {
                throw new IllegalStateException("exits do not fail", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
