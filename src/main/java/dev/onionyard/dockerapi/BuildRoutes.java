package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.build.BuildCache;
import dev.onionyard.build.BuildContexts;
import dev.onionyard.build.BuildRequest;
import dev.onionyard.build.Builds;
import dev.onionyard.build.ReceivedContext;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Builds: the classic builder's endpoints. BuildKit's are answered with what to do.
@Component
class BuildRoutes implements Route.Source {

    private static final String NO_BUILDKIT = "BuildKit is not spoken here: set DOCKER_BUILDKIT=0 (for docker build) or"
            + " COMPOSE_DOCKER_CLI_BUILD=0 (for docker-compose) and try again; the classic builder of this server"
            + " knows here-documents, RUN --mount and COPY --chmod too";
    private static final Pattern GO_DURATION = Pattern.compile("(\\d+)(h|m|s)");

    private final Builds builds;
    private final BuildContexts contexts;
    private final BuildCache cache;

    BuildRoutes(Builds builds, BuildContexts contexts, BuildCache cache) {
        this.builds = builds;
        this.contexts = contexts;
        this.cache = cache;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                post("/build", this::build).partly("the classic builder; no BuildKit (`version=2`)"),
                post("/build/prune", this::prune).since(1, 31),
                post("/build/cancel", this::cancel).since(1, 39),
                post("/session", this::noBuildKit).since(1, 31).refused(NO_BUILDKIT),
                post("/grpc", this::grpc).since(1, 39).refused(NO_BUILDKIT));
    }

    private void noBuildKit(Exchange exchange) {
        throw new InvalidInputException(NO_BUILDKIT);
    }

    private void grpc(Exchange exchange) throws Exception {
        if (!"h2c".equalsIgnoreCase(exchange.header("Upgrade"))) {
            noBuildKit(exchange);
        }
        exchange.response().setHeader("Connection", "Upgrade");
        exchange.response().setHeader("Upgrade", "h2c");
        exchange.request().upgrade(Hijack.class).session(new GrpcRefusal(NO_BUILDKIT));
    }

    private void build(Exchange exchange) throws IOException {
        if (exchange.query("version", "1").equals("2")) {
            throw new InvalidInputException(NO_BUILDKIT);
        }
        BuildRequest request = new BuildRequestReader(exchange).read();
        var text = new ClassicBuildText(exchange, exchange.flag("q"));
        try (ReceivedContext context = context(exchange)) {
            text.finish(builds.run(request, context, text), request.tags());
        } catch (EngineException | CancellationException e) {
            text.fail(e);
        }
    }

    private ReceivedContext context(Exchange exchange) throws IOException {
        String remote = exchange.query("remote", "");
        if (remote.isEmpty() || remote.equals("client-session")) {
            return contexts.receive(exchange.body(), ProgressListener.NONE);
        }
        return contexts.fetch(remote, ProgressListener.NONE);
    }

    private void cancel(Exchange exchange) {
        builds.cancelByClientId(exchange.query("id", ""));
        exchange.noContent();
    }

    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters();
        Duration unusedFor = filters.has("until")
                ? age(filters.get("until").getFirst())
                : filters.has("unused-for") ? age(filters.get("unused-for").getFirst()) : Duration.ZERO;
        String keep = exchange.query("keep-storage", exchange.query("reserved-space", "0"));
        BuildCache.Pruned pruned = cache.prune(exchange.flag("all"), unusedFor, number(keep));
        exchange.respond(Map.of("CachesDeleted", pruned.entries(), "SpaceReclaimed", pruned.freedBytes()));
    }

    private static long number(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new InvalidInputException("invalid value for keep-storage: \"" + text + "\" is not a number");
        }
        return Long.parseLong(text);
    }

    /// `24h`, `90m`, or seconds since 1970.
    private static Duration age(String text) {
        var parts = GO_DURATION.matcher(text);
        Duration age = Duration.ZERO;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            age = age.plus(Duration.parse("PT" + parts.group().toUpperCase(java.util.Locale.ROOT)));
            end = parts.end();
        }
        if (end == text.length() && end > 0) {
            return age;
        }
        if (text.matches("\\d{1,12}")) {
            return Duration.between(Instant.ofEpochSecond(Long.parseLong(text)), Instant.now());
        }
        throw new InvalidInputException("invalid value for until: \"" + text + "\"; expected a duration such as 24h");
    }
}
