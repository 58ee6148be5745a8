package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// The published endpoints that this engine does not have, each answered with the reason instead of "page not found".
@Component
class RefusedRoutes implements Route.Source {

    private static final String ONE_HOST = "Onionyard is one host: it has no swarm mode";

    private static final String SWARM = """
            GET /swarm
            POST /swarm/init
            POST /swarm/join
            POST /swarm/leave
            POST /swarm/update
            GET /swarm/unlockkey
            POST /swarm/unlock
            GET /nodes
            GET /nodes/{id}
            DELETE /nodes/{id}
            POST /nodes/{id}/update
            GET /services
            POST /services/create
            GET /services/{id}
            DELETE /services/{id}
            POST /services/{id}/update
            GET /services/{id}/logs
            GET /tasks
            GET /tasks/{id}
            GET /tasks/{id}/logs
            """;

    private static final String SWARM_SINCE_1_25 = """
            GET /secrets
            POST /secrets/create
            GET /secrets/{id}
            DELETE /secrets/{id}
            POST /secrets/{id}/update
            """;

    private static final String SWARM_SINCE_1_30 = """
            GET /configs
            POST /configs/create
            GET /configs/{id}
            DELETE /configs/{id}
            POST /configs/{id}/update
            """;

    private static final String NO_PLUGINS = "Onionyard runs no plugins: volumes, networks and logs are its own";

    private static final String PLUGINS = """
            GET /plugins/privileges
            POST /plugins/pull
            POST /plugins/create
            GET /plugins/{name}/json
            DELETE /plugins/{name}
            POST /plugins/{name}/enable
            POST /plugins/{name}/disable
            POST /plugins/{name}/upgrade
            POST /plugins/{name}/push
            POST /plugins/{name}/set
            """;

    @Override
    public List<Route> routes() {
        // There are no plugins, so the list of them is easily told.
        Route plugins = get("/plugins", exchange -> exchange.respond(List.of())).since(1, 25);
        return Stream.of(
                        Stream.of(plugins),
                        refused(SWARM, ONE_HOST),
                        refused(SWARM_SINCE_1_25, ONE_HOST).map(route -> route.since(1, 25)),
                        refused(SWARM_SINCE_1_30, ONE_HOST).map(route -> route.since(1, 30)),
                        refused("PUT /volumes/{id}", ONE_HOST).map(route -> route.since(1, 42)),
                        refused(PLUGINS, NO_PLUGINS).map(route -> route.since(1, 25)))
                .flatMap(routes -> routes)
                .toList();
    }

    /// @param endpoints one a line, method and path
    private static Stream<Route> refused(String endpoints, String reason) {
        Route.Handler handler =
                exchange -> exchange.respond(HttpServletResponse.SC_NOT_IMPLEMENTED, Map.of("message", reason));
        return endpoints
                .lines()
                .map(line -> line.split(" ", 2))
                .map(words -> Route.of(words[0], words[1], handler).refused(reason));
    }
}
