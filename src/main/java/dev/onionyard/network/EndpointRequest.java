package dev.onionyard.network;

import dev.onionyard.error.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a container asks of one network.
///
/// @param network name or id
/// @param aliases names that other containers of the network find it by, beside its own
/// @param address the IPv4 address that it wants, or empty for any
/// @param mac the hardware address that it wants, or empty for one made of the address
public record EndpointRequest(String network, List<String> aliases, String address, String mac) {

    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    public EndpointRequest {
        aliases = aliases.stream().distinct().toList();
        mac = mac.toLowerCase(Locale.ROOT).replace('-', ':');
        if (!address.isEmpty()) {
            Ipv4.parse(address);
        }
        if (!mac.isEmpty() && !MAC.matcher(mac).matches()) {
            throw new InvalidInputException("invalid MAC address: " + mac);
        }
    }

    /// Wants nothing in particular.
    public static EndpointRequest of(String network) {
        return new EndpointRequest(network, List.of(), "", "");
    }

    EndpointRequest inNetwork(String other) {
        return new EndpointRequest(other, aliases, address, mac);
    }
}
