package dev.onionyard.network;

import dev.onionyard.error.InvalidInputException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The driver options of a bridge, under Docker's names. Others are refused: an option that does nothing would lie.
///
/// @param mtu in bytes, 0 for the host's
/// @param betweenContainers whether containers reach each other
/// @param masquerade whether containers borrow the host's address outward
/// @param hostAddress where ports are published that name no address, or empty for all addresses
record NetworkOptions(int mtu, boolean betweenContainers, boolean masquerade, String hostAddress) {

    private static final String MTU = "com.docker.network.driver.mtu";
    private static final String BETWEEN_CONTAINERS = "com.docker.network.bridge.enable_icc";
    private static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
    private static final String HOST_ADDRESS = "com.docker.network.bridge.host_binding_ipv4";
    private static final Set<String> KNOWN = Set.of(MTU, BETWEEN_CONTAINERS, MASQUERADE, HOST_ADDRESS);

    private static final int SMALLEST_MTU = 68;
    private static final int LARGEST_MTU = 65535;

    static NetworkOptions of(Network network) {
        return of(network.settings().options());
    }

    /// @throws InvalidInputException naming an option or a value that cannot be honoured
    static NetworkOptions of(Map<String, String> options) {
        for (String name : options.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new InvalidInputException("cannot honour network option \"" + name + "\"; known are "
                        + String.join(", ", new TreeSet<>(KNOWN)));
            }
        }
        String address = options.getOrDefault(HOST_ADDRESS, "");
        if (!address.isEmpty()) {
            Ipv4.parse(address);
        }
        return new NetworkOptions(
                mtu(options.getOrDefault(MTU, "")),
                flag(BETWEEN_CONTAINERS, options),
                flag(MASQUERADE, options),
                address.equals("0.0.0.0") ? "" : address);
    }

    private static int mtu(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            int mtu = Integer.parseInt(text);
            if (mtu == 0 || mtu >= SMALLEST_MTU && mtu <= LARGEST_MTU) {
                return mtu;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message.
        }
        throw new InvalidInputException("cannot use \"" + text + "\" for network option \"" + MTU
                + "\": expected a number from " + SMALLEST_MTU + " to " + LARGEST_MTU);
    }

    private static boolean flag(String name, Map<String, String> options) {
        String text = options.getOrDefault(name, "true");
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw new InvalidInputException(
                        "cannot use \"" + text + "\" for network option \"" + name + "\": expected true or false");
        };
    }
}
