package dev.onionyard.network;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// The addresses of one network: what containers may get, and the lowest that is free.
final class AddressPool {

    private final Network network;
    private final Subnet subnet;
    private final Set<String> taken;

    /// @param taken by containers
    AddressPool(Network network, Set<String> taken) {
        this.network = network;
        this.subnet = Objects.requireNonNull(network.subnet());
        this.taken = new HashSet<>(taken);
        this.taken.add(Objects.requireNonNull(network.gateway()));
        this.taken.addAll(network.settings().reserved().values());
    }

    String free() {
        Subnet range = network.settings().range();
        // All addresses of a range may be given away; a subnet's first and last are not for hosts.
        long first = range == null ? subnet.first() : Math.max(range.base(), subnet.first());
        long last = range == null ? subnet.last() : Math.min(range.end(), subnet.last());
        for (long address = first; address <= last; address++) {
            String text = Ipv4.format(address);
            if (!taken.contains(text)) {
                return text;
            }
        }
        throw new UnavailableException("cannot find a free address in " + (range == null ? subnet : range)
                + ": no available IPv4 addresses on this network's address pools: " + network.name());
    }

    /// @throws InvalidInputException if it is not the network's
    /// @throws ConflictException if somebody has it
    String take(String address) {
        checkWanted(network, address);
        if (taken.contains(address)) {
            throw new ConflictException(
                    "Address already in use: " + address + " in network \"" + network.name() + "\"");
        }
        return address;
    }

    /// Refuses, in Docker's words, an address that a container can never have.
    static void checkWanted(Network network, String address) {
        if (network.builtIn()) {
            throw new InvalidInputException("user specified IP address is supported on user defined networks only");
        }
        if (!network.settings().chosenSubnet()) {
            throw new InvalidInputException("user specified IP address is supported only when connecting to networks"
                    + " with user configured subnets");
        }
        Subnet subnet = Objects.requireNonNull(network.subnet());
        long wanted = Ipv4.parse(address);
        if (wanted < subnet.first() || wanted > subnet.last()) {
            throw new InvalidInputException("no configured subnet or ip-range contains the IP address " + address
                    + "; network \"" + network.name() + "\" has " + subnet);
        }
    }

    /// A hardware address made of the IP address, as Docker does: whoever gets the address again looks the same to
    /// neighbours that remember it.
    static String mac(String address) {
        long bits = Ipv4.parse(address);
        return String.format(
                "02:42:%02x:%02x:%02x:%02x", bits >> 24 & 0xFF, bits >> 16 & 0xFF, bits >> 8 & 0xFF, bits & 0xFF);
    }
}
