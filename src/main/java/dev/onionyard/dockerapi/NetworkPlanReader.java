package dev.onionyard.dockerapi;

import dev.onionyard.network.EndpointRequest;
import dev.onionyard.network.NetworkPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what the body of `POST /containers/create` asks of networks beside the mode: endpoints, links, name servers'
/// domains and options.
final class NetworkPlanReader {

    private NetworkPlanReader() {}

    /// The parts of the body that are read here.
    record Body(
            @Nullable String macAddress,
            @Nullable HostPart hostConfig,
            @Nullable NetworkingPart networkingConfig) {}

    record HostPart(
            @Nullable String networkMode,
            @Nullable List<String> links,
            @Nullable List<String> dnsSearch,
            @Nullable List<String> dnsOptions) {}

    record NetworkingPart(@Nullable Map<String, EndpointBody> endpointsConfig) {}

    static NetworkPlan read(JsonNode json) {
        Body body = DockerJson.treeTo(Body.class, json);
        HostPart host = body.hostConfig() == null ? new HostPart(null, null, null, null) : body.hostConfig();
        String mode = mode(host.networkMode());
        Map<String, EndpointBody> asked = endpoints(body, mode);
        var links = new ArrayList<>(EndpointBody.orEmpty(host.links()));
        asked.values().forEach(endpoint -> links.addAll(EndpointBody.orEmpty(endpoint.links())));
        return new NetworkPlan(
                requests(asked, mode),
                links.stream()
                        .map(link -> link.contains(":") ? link : link + ":" + link)
                        .distinct()
                        .toList(),
                EndpointBody.orEmpty(host.dnsSearch()),
                EndpointBody.orEmpty(host.dnsOptions()));
    }

    /// The mode's network first, the others by name.
    private static Map<String, EndpointBody> endpoints(Body body, String mode) {
        var sorted = new LinkedHashMap<String, EndpointBody>();
        Map<String, EndpointBody> given =
                body.networkingConfig() == null || body.networkingConfig().endpointsConfig() == null
                        ? Map.of()
                        : body.networkingConfig().endpointsConfig();
        var byName = new TreeMap<String, EndpointBody>();
        given.forEach((name, endpoint) -> byName.put(mode(name), endpoint == null ? EndpointBody.EMPTY : endpoint));
        EndpointBody first = byName.remove(mode);
        if (first == null && body.macAddress() == null && byName.isEmpty()) {
            return Map.of();
        }
        sorted.put(mode, withMac(first == null ? EndpointBody.EMPTY : first, body.macAddress()));
        sorted.putAll(byName);
        return sorted;
    }

    /// Before API 1.44 the hardware address stood beside the endpoints.
    private static EndpointBody withMac(EndpointBody endpoint, @Nullable String mac) {
        return mac == null || endpoint.macAddress() != null
                ? endpoint
                : new EndpointBody(
                        endpoint.ipamConfig(), endpoint.links(), endpoint.aliases(), mac, endpoint.driverOpts());
    }

    /// Nothing is asked where the only endpoint says no more than the mode does.
    private static List<EndpointRequest> requests(Map<String, EndpointBody> asked, String mode) {
        if (mode.startsWith("container:")) {
            return List.of();
        }
        var requests = new ArrayList<EndpointRequest>();
        asked.forEach((network, endpoint) -> requests.add(endpoint.request(network)));
        return requests.equals(List.of(EndpointRequest.of(mode))) ? List.of() : requests;
    }

    private static String mode(@Nullable String name) {
        return name == null || name.isEmpty() || name.equals("default") ? "bridge" : name;
    }
}
