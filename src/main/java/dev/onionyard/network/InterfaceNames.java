package dev.onionyard.network;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// Names of what this server makes in the host's network. They hold a hash of what tells the server from others, so
/// that several servers on one host never touch each other's; a server in a container with the host's network has a
/// home of its own, perhaps at the same path. Interface names have at most 15 characters.
final class InterfaceNames {

    private final String server;
    private final AtomicInteger nextLink = new AtomicInteger((int) System.nanoTime());

    /// @param server see [dev.onionyard.home.HomeDirectory#id]
    InterfaceNames(UUID server) {
        this.server = hex(server.hashCode());
    }

    /// The nftables table: `onionyard_1a2b3c4d`.
    String table() {
        return "onionyard_" + server;
    }

    /// The bridge of a network: `oy1a2bb9f8e7d6c`.
    String bridge(String networkId) {
        return bridgePrefix() + networkId.substring(0, 8);
    }

    /// What the names of all bridges of this server begin with.
    String bridgePrefix() {
        return "oy" + server.substring(0, 4) + "b";
    }

    /// A new name for the host's end of a container's link. Never the same twice: the kernel removes an old link some
    /// time after its namespace.
    String link() {
        return linkPrefix() + hex(nextLink.getAndIncrement());
    }

    String linkPrefix() {
        return "oy" + server.substring(0, 4) + "v";
    }

    private static String hex(int number) {
        return String.format(Locale.ROOT, "%08x", number);
    }
}
