package dev.onionyard.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.network.NetworkRequest;
import dev.onionyard.network.Subnet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The body of `POST /networks/create` (Engine API, NetworkCreate), as far as a single host can honour it.
record CreateNetworkBody(
        @Nullable String name,
        @Nullable String driver,
        @Nullable String scope,
        boolean internal,
        boolean attachable,
        boolean ingress,
        boolean configOnly,
        @Nullable JsonNode configFrom,
        @JsonProperty("IPAM") @Nullable Ipam ipam,
        @JsonProperty("EnableIPv4") @Nullable Boolean enableIpv4,
        @JsonProperty("EnableIPv6") @Nullable Boolean enableIpv6,
        @Nullable Map<String, String> options,
        @Nullable Map<String, String> labels) {

    /// Docker's `IPAM`.
    record Ipam(
            @Nullable String driver,
            @Nullable List<Pool> config,
            @Nullable Map<String, String> options) {}

    /// One of `IPAM.Config`.
    record Pool(
            @Nullable String subnet,
            @JsonProperty("IPRange") @Nullable String ipRange,
            @Nullable String gateway,
            @Nullable Map<String, String> auxiliaryAddresses) {}

    private static final Pool NO_POOL = new Pool(null, null, null, null);

    /// @throws InvalidInputException naming what cannot be honoured
    NetworkRequest request() {
        checkDriver();
        refuse(ingress, "Ingress");
        refuse(configOnly, "ConfigOnly");
        refuse(configFrom != null && !configFrom.path("Network").asString("").isEmpty(), "ConfigFrom");
        refuse(Boolean.TRUE.equals(enableIpv6), "EnableIPv6");
        refuse(Boolean.FALSE.equals(enableIpv4), "EnableIPv4=false");
        refuse("swarm".equals(scope) || "global".equals(scope), "Scope=" + scope);
        Pool pool = pool();
        return new NetworkRequest(
                name == null ? "" : name,
                subnet(pool.subnet(), "subnet"),
                emptyToNull(pool.gateway()),
                subnet(pool.ipRange(), "ip-range"),
                orEmpty(pool.auxiliaryAddresses()),
                internal,
                attachable,
                orEmpty(options),
                orEmpty(labels));
    }

    private void checkDriver() {
        String asked = Objects.requireNonNullElse(driver, "");
        switch (asked) {
            case "", "default", "bridge" -> {}
            case "host", "null", "none" ->
                throw new InvalidInputException("only one instance of \"" + asked + "\" network is allowed");
            default -> throw new NotFoundException("plugin \"" + asked + "\" not found");
        }
    }

    private Pool pool() {
        if (ipam == null) {
            return NO_POOL;
        }
        String wanted = Objects.requireNonNullElse(ipam.driver(), "");
        refuse(!wanted.isEmpty() && !wanted.equals("default"), "IPAM driver \"" + wanted + "\"");
        refuse(ipam.options() != null && !ipam.options().isEmpty(), "IPAM options");
        List<Pool> pools = ipam.config() == null ? List.of() : ipam.config();
        refuse(pools.size() > 1, "more than one IPAM configuration");
        Pool pool = pools.isEmpty() ? NO_POOL : pools.getFirst();
        if (emptyToNull(pool.subnet()) == null && !pool.equals(NO_POOL)) {
            checkWithoutSubnet(pool);
        }
        return pool;
    }

    private static void checkWithoutSubnet(Pool pool) {
        if (emptyToNull(pool.gateway()) != null || emptyToNull(pool.ipRange()) != null) {
            throw new InvalidInputException("no matching subnet for "
                    + (emptyToNull(pool.gateway()) != null ? "gateway " + pool.gateway() : "range " + pool.ipRange()));
        }
        refuse(!orEmpty(pool.auxiliaryAddresses()).isEmpty(), "auxiliary addresses without a subnet");
    }

    private static @Nullable Subnet subnet(@Nullable String text, String what) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        refuse(text.contains(":"), "IPv6 " + what + " \"" + text + "\"");
        return Subnet.parse(text);
    }

    private static void refuse(boolean present, String what) {
        if (present) {
            throw new InvalidInputException("cannot create network: " + what + " is not supported");
        }
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
