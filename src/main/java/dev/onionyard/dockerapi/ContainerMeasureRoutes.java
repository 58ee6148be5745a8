package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerProcesses;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.container.ContainerStats;
import dev.onionyard.container.ContainerStats.Sample;
import dev.onionyard.container.ContainerUpdate;
import dev.onionyard.container.Containers;
import dev.onionyard.error.ConflictException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// What containers use and may use: top, stats, update.
@Component
class ContainerMeasureRoutes implements Route.Source {

    private static final long STATS_PERIOD_MILLIS = 1000;

    private final Containers containers;
    private final ContainerProcesses processes;
    private final ContainerStats stats;

    ContainerMeasureRoutes(Containers containers, ContainerProcesses processes, ContainerStats stats) {
        this.containers = containers;
        this.processes = processes;
        this.stats = stats;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/containers/{id}/top", this::top),
                get("/containers/{id}/stats", this::stats),
                post("/containers/{id}/update", this::update));
    }

    private void top(Exchange exchange) throws IOException {
        var table = processes.top(exchange.id(), exchange.query("ps_args", "-ef"));
        exchange.respond(Map.of("Titles", table.titles(), "Processes", table.rows()));
    }

    /// With `one-shot` there is no figure before, which is the quickest; else the answer has the second before it.
    private void stats(Exchange exchange) throws IOException, InterruptedException {
        Container container = containers.get(exchange.id());
        if (exchange.flag("stream", true)) {
            stream(exchange, container);
            return;
        }
        Optional<Sample> before = exchange.flag("one-shot") ? Optional.empty() : sample(container);
        if (before.isPresent()) {
            TimeUnit.MILLISECONDS.sleep(STATS_PERIOD_MILLIS);
        }
        exchange.respond(StatsView.of(container, sample(container), before));
    }

    /// Goes on while the container is there, also while it does not run.
    private void stream(Exchange exchange, Container container) throws IOException, InterruptedException {
        JsonStream out = exchange.jsonStream();
        try {
            Optional<Sample> before = sample(container);
            while (containers.find(container.id()).isPresent()) {
                TimeUnit.MILLISECONDS.sleep(STATS_PERIOD_MILLIS);
                Optional<Sample> now = sample(container);
                out.send(StatsView.of(container, now, before));
                before = now;
            }
        } catch (UncheckedIOException e) {
            // The client has seen enough.
        }
    }

    private Optional<Sample> sample(Container container) {
        try {
            return containers.find(container.id()).isPresent()
                    ? Optional.of(stats.sample(container.id()))
                    : Optional.empty();
        } catch (ConflictException e) {
            // It does not run.
            return Optional.empty();
        }
    }

    private void update(Exchange exchange) throws IOException {
        containers.get(exchange.id());
        JsonNode json = exchange.json(JsonNode.class);
        UnsupportedOptions.refuseLimits(json);
        CreateBody.HostConfig body = DockerJson.treeTo(CreateBody.HostConfig.class, json);
        boolean policy = body.restartPolicy() != null
                && body.restartPolicy().name() != null
                && !body.restartPolicy().name().isEmpty();
        RestartPolicy restart = policy ? CreateRequestReader.restartPolicy(body.restartPolicy()) : null;
        Long pids = body.pidsLimit() == null || body.pidsLimit() == 0 ? null : body.pidsLimit();
        containers.update(
                exchange.id(),
                new ContainerUpdate(body.memory(), body.nanoCpus(), pids, HostSettingsReader.limits(body), restart));
        exchange.respond(Map.of("Warnings", List.of()));
    }
}
