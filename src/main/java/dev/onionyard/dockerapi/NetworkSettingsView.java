package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerNetworking;
import dev.onionyard.container.ContainerNetworking.Place;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.network.Attachment;
import dev.onionyard.network.Endpoint;
import dev.onionyard.network.HostFamilies;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkAttachments;
import dev.onionyard.network.NetworkPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// `NetworkSettings` of a container's inspection and of its place in lists (Engine API, NetworkSettings and
/// EndpointSettings).
@Component
class NetworkSettingsView {

    private final ContainerNetworking networking;
    private final NetworkAttachments attachments;

    NetworkSettingsView(ContainerNetworking networking, NetworkAttachments attachments) {
        this.networking = networking;
        this.attachments = attachments;
    }

    Map<String, Object> of(Container container) {
        List<Place> places = networking.places(container.id());
        var view = new LinkedHashMap<String, Object>();
        view.put("Bridge", "");
        view.put("SandboxID", places.stream().anyMatch(place -> place.live().isPresent()) ? container.id() : "");
        view.put("SandboxKey", namespace(container));
        view.put("HairpinMode", false);
        view.put("Ports", ports(container));
        view.put("LinkLocalIPv6Address", "");
        view.put("LinkLocalIPv6PrefixLen", 0);
        view.put("SecondaryIPAddresses", null);
        view.put("SecondaryIPv6Addresses", null);
        view.putAll(legacy(places));
        view.put("Networks", networks(container, places));
        return view;
    }

    private String namespace(Container container) {
        return attachments
                .find(container.id())
                .flatMap(Attachment::netnsPath)
                .map(Path::toString)
                .orElse("");
    }

    Map<String, Object> networks(Container container) {
        return networks(container, networking.places(container.id()));
    }

    private Map<String, Object> networks(Container container, List<Place> places) {
        var view = new LinkedHashMap<String, Object>();
        List<String> links = networking.plan(container.id()).links();
        places.forEach(place -> view.put(place.name(), endpoint(container, place, links)));
        return view;
    }

    private static Map<String, Object> endpoint(Container container, Place place, List<String> links) {
        Endpoint live = place.live().orElse(null);
        boolean named = place.network().filter(network -> network.hasNames()).isPresent();
        var view = new LinkedHashMap<String, Object>();
        String wanted = place.asked().address();
        view.put("IPAMConfig", wanted.isEmpty() ? null : Map.of("IPv4Address", wanted));
        view.put("Links", named && !links.isEmpty() ? links : null);
        view.put("Aliases", named ? aliases(container, place) : null);
        view.put("DriverOpts", null);
        view.put("NetworkID", place.network().map(network -> network.id()).orElse(place.name()));
        view.put("EndpointID", live == null ? "" : live.id());
        view.put("Gateway", live == null ? "" : live.gateway());
        view.put("IPAddress", live == null ? "" : live.address());
        view.put("IPPrefixLen", live == null ? 0 : live.prefixLength());
        view.put("IPv6Gateway", "");
        view.put("GlobalIPv6Address", "");
        view.put("GlobalIPv6PrefixLen", 0);
        view.put("MacAddress", live == null ? place.asked().mac() : live.mac());
        view.put("DNSNames", named ? names(container, place) : null);
        return view;
    }

    private static List<String> aliases(Container container, Place place) {
        var aliases = new ArrayList<>(place.asked().aliases());
        aliases.add(container.shortId());
        return aliases.stream().distinct().toList();
    }

    private static List<String> names(Container container, Place place) {
        var names = new ArrayList<String>();
        names.add(container.name());
        names.addAll(aliases(container, place));
        names.add(container.process().hostname());
        return names.stream().distinct().toList();
    }

    /// What older clients read: the default bridge's address.
    private static Map<String, Object> legacy(List<Place> places) {
        Endpoint bridge = places.stream()
                .filter(place -> place.name().equals("bridge"))
                .flatMap(place -> place.live().stream())
                .findFirst()
                .orElse(null);
        var view = new LinkedHashMap<String, Object>();
        view.put("EndpointID", bridge == null ? "" : bridge.id());
        view.put("Gateway", bridge == null ? "" : bridge.gateway());
        view.put("IPAddress", bridge == null ? "" : bridge.address());
        view.put("IPPrefixLen", bridge == null ? 0 : bridge.prefixLength());
        view.put("IPv6Gateway", "");
        view.put("GlobalIPv6Address", "");
        view.put("GlobalIPv6PrefixLen", 0);
        view.put("MacAddress", bridge == null ? "" : bridge.mac());
        return view;
    }

    /// Exposed ports, with the addresses they are published on while the container runs.
    private static Map<String, @Nullable List<Map<String, String>>> ports(Container container) {
        var view = new LinkedHashMap<String, @Nullable List<Map<String, String>>>();
        if (container.status().state().alive()) {
            for (PortBinding port : container.ports()) {
                List<Map<String, String>> bindings = new ArrayList<>();
                for (String address : hostAddresses(port)) {
                    bindings.add(Map.of("HostIp", address, "HostPort", String.valueOf(port.hostPort())));
                }
                view.merge(port.containerPort() + "/" + port.protocol(), bindings, NetworkSettingsView::both);
            }
        }
        return view;
    }

    private static List<Map<String, String>> both(List<Map<String, String>> some, List<Map<String, String>> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /// Where a published port answers, in Docker's words.
    static List<String> hostAddresses(PortBinding port) {
        if (!port.hostAddress().isEmpty()) {
            return List.of(port.hostAddress());
        }
        return HostFamilies.IPV6 ? List.of("0.0.0.0", "::") : List.of("0.0.0.0");
    }

    /// What `HostConfig` tells of the container's plan.
    Map<String, Object> hostConfig(Container container) {
        NetworkPlan plan = networking.plan(container.id());
        boolean named = networking.places(container.id()).stream()
                .flatMap(place -> place.network().stream())
                .anyMatch(Network::hasNames);
        var view = new LinkedHashMap<String, Object>();
        view.put("Links", plan.links().isEmpty() || named ? null : links(container, plan));
        view.put("DnsSearch", plan.dnsSearch());
        view.put("DnsOptions", plan.dnsOptions());
        return view;
    }

    /// `/other:/this/alias`, as Docker has kept them for ever.
    private static List<String> links(Container container, NetworkPlan plan) {
        return plan.links().stream()
                .map(link -> "/" + link.substring(0, link.indexOf(':')) + ":/" + container.name() + "/"
                        + link.substring(link.indexOf(':') + 1))
                .toList();
    }
}
