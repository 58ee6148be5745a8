package dev.onionyard.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.network.EndpointRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Docker's `EndpointSettings`, as far as clients fill it in.
record EndpointBody(
        @JsonProperty("IPAMConfig") @Nullable Addresses ipamConfig,
        @Nullable List<String> links,
        @Nullable List<String> aliases,
        @Nullable String macAddress,
        @Nullable Map<String, String> driverOpts) {

    /// What somebody wants to have as addresses.
    record Addresses(
            @JsonProperty("IPv4Address") @Nullable String ipv4Address,
            @JsonProperty("IPv6Address") @Nullable String ipv6Address,
            @JsonProperty("LinkLocalIPs") @Nullable List<String> linkLocalIps) {}

    static final EndpointBody EMPTY = new EndpointBody(null, null, null, null, null);

    /// @throws InvalidInputException naming what cannot be honoured
    EndpointRequest request(String network) {
        refuse(driverOpts != null && !driverOpts.isEmpty(), "DriverOpts");
        String address = "";
        if (ipamConfig != null) {
            refuse(ipamConfig.ipv6Address() != null && !ipamConfig.ipv6Address().isEmpty(), "IPv6Address");
            refuse(
                    ipamConfig.linkLocalIps() != null
                            && !ipamConfig.linkLocalIps().isEmpty(),
                    "LinkLocalIPs");
            address = ipamConfig.ipv4Address() == null ? "" : ipamConfig.ipv4Address();
        }
        return new EndpointRequest(network, orEmpty(aliases), address, macAddress == null ? "" : macAddress);
    }

    static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private static void refuse(boolean present, String what) {
        if (present) {
            throw new InvalidInputException("cannot connect to network: " + what + " is not supported");
        }
    }
}
