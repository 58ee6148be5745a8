package dev.onionyard.network;

import dev.onionyard.error.UnavailableException;
import java.util.Set;

/// Finds free addresses in a subnet. The lowest free one is taken; the first is the gateway's.
final class AddressPool {

    private AddressPool() {}

    static String free(Subnet subnet, Set<String> taken) {
        for (long address = subnet.first() + 1; address <= subnet.last(); address++) {
            String text = Ipv4.format(address);
            if (!taken.contains(text)) {
                return text;
            }
        }
        throw new UnavailableException("cannot find a free address in " + subnet + ": all are taken by containers");
    }

    /// A hardware address made of the IP address, as Docker does: whoever gets the address again looks the same to
    /// neighbours that remember it.
    static String mac(String address) {
        long bits = Ipv4.parse(address);
        return String.format(
                "02:42:%02x:%02x:%02x:%02x", bits >> 24 & 0xFF, bits >> 16 & 0xFF, bits >> 8 & 0xFF, bits & 0xFF);
    }
}
