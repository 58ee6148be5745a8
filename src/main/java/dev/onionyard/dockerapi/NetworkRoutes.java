package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.container.ContainerNetworking;
import dev.onionyard.error.ConflictException;
import dev.onionyard.network.Attachment;
import dev.onionyard.network.Endpoint;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkAttachments;
import dev.onionyard.network.Networks;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Networks: list, inspect, create, remove, prune, connect, disconnect.
@Component
class NetworkRoutes implements Route.Source {

    private static final Set<String> FILTERS = Set.of("name", "id", "driver", "label", "type", "scope", "dangling");

    private final Networks networks;
    private final NetworkAttachments attachments;
    private final ContainerNetworking networking;
    private final Clock clock;

    NetworkRoutes(Networks networks, NetworkAttachments attachments, ContainerNetworking networking, Clock clock) {
        this.networks = networks;
        this.attachments = attachments;
        this.networking = networking;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/networks", this::list),
                post("/networks/create", this::create),
                post("/networks/prune", this::prune).since(1, 25),
                get("/networks/{id}", this::inspect),
                post("/networks/{id}/connect", this::connect),
                post("/networks/{id}/disconnect", this::disconnect),
                delete("/networks/{id}", this::remove));
    }

    /// Body of connect.
    record ConnectBody(@Nullable String container, @Nullable EndpointBody endpointConfig) {}

    /// Body of disconnect.
    record DisconnectBody(@Nullable String container, boolean force) {}

    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(FILTERS);
        exchange.respond(networks.all().stream()
                .filter(network -> accepts(filters, network))
                .map(network -> view(network, Map.of()))
                .toList());
    }

    private boolean accepts(Filters filters, Network network) {
        return filters.any("name", network.name()::contains)
                && filters.any("id", network.id()::startsWith)
                && filters.any("driver", driver(network)::equals)
                && filters.any("scope", "local"::equals)
                && filters.any("type", type -> type.equals(network.builtIn() ? "builtin" : "custom"))
                && (!filters.has("dangling") || filters.isTrue("dangling") == isUnused(network))
                && filters.labels(network.labels());
    }

    private boolean isUnused(Network network) {
        return !network.builtIn() && attachments.attachedTo(network.id()).isEmpty();
    }

    private void inspect(Exchange exchange) throws IOException {
        Network network = networks.get(exchange.id());
        exchange.respond(view(network, containers(network)));
    }

    private void create(Exchange exchange) throws IOException {
        Network created = networks.create(exchange.json(CreateNetworkBody.class).request());
        exchange.respond(201, Map.of("Id", created.id(), "Warning", ""));
    }

    /// Docker forbids here what elsewhere is a conflict.
    private void remove(Exchange exchange) throws IOException {
        try {
            networks.remove(exchange.id());
            exchange.noContent();
        } catch (ConflictException e) {
            exchange.respond(HttpServletResponse.SC_FORBIDDEN, Map.of("message", String.valueOf(e.getMessage())));
        }
    }

    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().allow(Set.of("label", "label!", "until"));
        Instant until = filters.until(clock.instant(), Instant.MAX);
        List<String> removed =
                networks
                        .prune(network -> filters.labels(network.labels())
                                && network.created().isBefore(until))
                        .stream()
                        .map(Network::name)
                        .toList();
        exchange.respond(Map.of("NetworksDeleted", removed));
    }

    private void connect(Exchange exchange) throws IOException {
        ConnectBody body = exchange.json(ConnectBody.class);
        EndpointBody endpoint = body.endpointConfig() == null ? EndpointBody.EMPTY : body.endpointConfig();
        String network = networks.get(exchange.id()).id();
        forbidden(exchange, () -> networking.connect(container(body.container()), endpoint.request(network)));
    }

    private void disconnect(Exchange exchange) throws IOException {
        DisconnectBody body = exchange.json(DisconnectBody.class);
        forbidden(exchange, () -> networking.disconnect(container(body.container()), exchange.id(), body.force()));
    }

    private static void forbidden(Exchange exchange, Runnable work) throws IOException {
        try {
            work.run();
            exchange.respondEmpty();
        } catch (ConflictException e) {
            exchange.respond(HttpServletResponse.SC_FORBIDDEN, Map.of("message", String.valueOf(e.getMessage())));
        }
    }

    private static String container(@Nullable String nameOrId) {
        return nameOrId == null ? "" : nameOrId;
    }

    private static Map<String, Object> view(Network network, Map<String, Object> containers) {
        Network.Settings settings = network.settings();
        var view = new LinkedHashMap<String, Object>();
        view.put("Name", network.name());
        view.put("Id", network.id());
        view.put("Created", DockerJson.time(network.created()));
        view.put("Scope", "local");
        view.put("Driver", driver(network));
        view.put("EnableIPv4", true);
        view.put("EnableIPv6", false);
        view.put("IPAM", ipam(network));
        view.put("Internal", settings.internal());
        view.put("Attachable", settings.attachable());
        view.put("Ingress", false);
        view.put("ConfigFrom", Map.of("Network", ""));
        view.put("ConfigOnly", false);
        view.put("Containers", containers);
        view.put("Options", options(network));
        view.put("Labels", network.labels());
        return view;
    }

    /// As dockerd, what was asked for, and of the default bridge all that there is.
    private static Map<String, String> options(Network network) {
        if (!network.builtIn() || network.driver() != Network.Driver.BRIDGE) {
            return network.settings().options();
        }
        return Map.of(
                "com.docker.network.bridge.default_bridge", "true",
                "com.docker.network.bridge.enable_icc", "true",
                "com.docker.network.bridge.enable_ip_masquerade", "true",
                "com.docker.network.bridge.host_binding_ipv4", "0.0.0.0",
                "com.docker.network.bridge.name", network.bridge(),
                "com.docker.network.driver.mtu", "1500");
    }

    private static String driver(Network network) {
        return network.driver() == Network.Driver.NONE
                ? "null"
                : network.driver().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> ipam(Network network) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Driver", "default");
        view.put("Options", network.builtIn() ? null : Map.of());
        view.put("Config", network.subnet() == null ? List.of() : List.of(pool(network)));
        return view;
    }

    private static Map<String, Object> pool(Network network) {
        var pool = new LinkedHashMap<String, Object>();
        pool.put("Subnet", String.valueOf(network.subnet()));
        if (network.settings().range() != null) {
            pool.put("IPRange", network.settings().range().toString());
        }
        pool.put("Gateway", String.valueOf(network.gateway()));
        if (!network.settings().reserved().isEmpty()) {
            pool.put("AuxiliaryAddresses", network.settings().reserved());
        }
        return pool;
    }

    private Map<String, Object> containers(Network network) {
        var view = new LinkedHashMap<String, Object>();
        for (Attachment attachment : attachments.attachedTo(network.id())) {
            attachment
                    .in(network)
                    .ifPresent(endpoint -> view.put(attachment.containerId(), member(attachment, endpoint)));
        }
        return view;
    }

    private static Map<String, String> member(Attachment attachment, Endpoint endpoint) {
        var view = new LinkedHashMap<String, String>();
        view.put("Name", attachment.member().name());
        view.put("EndpointID", endpoint.id());
        view.put("MacAddress", endpoint.mac());
        view.put("IPv4Address", endpoint.address() + "/" + endpoint.prefixLength());
        view.put("IPv6Address", "");
        return view;
    }
}
