package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.delete;
import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.network.Attachment;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkAttachments;
import dev.onionyard.network.Networks;
import dev.onionyard.network.Subnet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Networks: list, inspect, create, remove.
@Component
class NetworkRoutes implements Route.Source {

    private final Networks networks;
    private final NetworkAttachments attachments;

    NetworkRoutes(Networks networks, NetworkAttachments attachments) {
        this.networks = networks;
        this.attachments = attachments;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/networks", this::list),
                post("/networks/create", this::create),
                get("/networks/{id}", exchange -> exchange.respond(view(networks.get(exchange.id())))),
                delete("/networks/{id}", this::remove));
    }

    /// Body of network create.
    record CreateNetworkBody(
            String name,
            @Nullable Map<String, String> labels,
            @Nullable Ipam ipam) {

        record Ipam(@Nullable List<IpamConfig> config) {}

        record IpamConfig(@Nullable String subnet) {}

        @Nullable
        Subnet subnet() {
            if (ipam == null || ipam.config() == null || ipam.config().isEmpty()) {
                return null;
            }
            String text = ipam.config().getFirst().subnet();
            return text == null ? null : Subnet.parse(text);
        }
    }

    private void list(Exchange exchange) throws IOException {
        Filters filters =
                exchange.filters().allow(Set.of("name", "id", "driver", "label", "type", "scope", "dangling"));
        exchange.respond(networks.all().stream()
                .filter(network -> filters.any("name", network.name()::contains))
                .filter(network -> filters.any("id", network.id()::startsWith))
                .filter(network -> filters.any("driver", driver(network)::equals))
                .filter(network -> filters.labels(network.labels()))
                .map(this::view)
                .toList());
    }

    private void create(Exchange exchange) throws IOException {
        CreateNetworkBody body = exchange.json(CreateNetworkBody.class);
        Network created = networks.create(body.name(), body.subnet(), body.labels() == null ? Map.of() : body.labels());
        exchange.respond(201, Map.of("Id", created.id(), "Warning", ""));
    }

    private void remove(Exchange exchange) {
        networks.remove(exchange.id());
        exchange.noContent();
    }

    private Map<String, Object> view(Network network) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Name", network.name());
        view.put("Id", network.id());
        view.put("Created", DockerJson.time(network.created()));
        view.put("Scope", "local");
        view.put("Driver", driver(network));
        view.put("EnableIPv6", false);
        view.put("IPAM", ipam(network));
        view.put("Internal", false);
        view.put("Attachable", false);
        view.put("Ingress", false);
        view.put("Containers", containers(network));
        view.put("Options", Map.of());
        view.put("Labels", network.labels());
        return view;
    }

    private static String driver(Network network) {
        return network.driver() == Network.Driver.NONE
                ? "null"
                : network.driver().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> ipam(Network network) {
        List<Map<String, String>> config = network.subnet() == null || network.gateway() == null
                ? List.of()
                : List.of(Map.of("Subnet", network.subnet().toString(), "Gateway", network.gateway()));
        return Map.of("Driver", "default", "Config", config);
    }

    private Map<String, Object> containers(Network network) {
        var view = new LinkedHashMap<String, Object>();
        for (Attachment attachment : attachments.attachedTo(network.name())) {
            view.put(
                    attachment.containerId(),
                    Map.of(
                            "MacAddress",
                            attachment.mac(),
                            "IPv4Address",
                            attachment.address() + "/" + attachment.prefixLength()));
        }
        return view;
    }
}
