package dev.onionyard.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a container asks of networks as a whole; kept while it exists, whether it runs or not.
///
/// @param endpoints one for each network, in the order of its interfaces; networks by id once it is kept
/// @param links other containers under names of this one's own, `container:alias`
/// @param dnsSearch domains that short names are looked for in; `.` alone for none
/// @param dnsOptions options of resolv.conf
public record NetworkPlan(
        List<EndpointRequest> endpoints, List<String> links, List<String> dnsSearch, List<String> dnsOptions) {

    public static final NetworkPlan EMPTY = new NetworkPlan(List.of(), List.of(), List.of(), List.of());

    public NetworkPlan {
        endpoints = orEmpty(endpoints);
        links = orEmpty(links);
        dnsSearch = orEmpty(dnsSearch);
        dnsOptions = orEmpty(dnsOptions);
    }

    public NetworkPlan withEndpoints(List<EndpointRequest> others) {
        return new NetworkPlan(others, links, dnsSearch, dnsOptions);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
