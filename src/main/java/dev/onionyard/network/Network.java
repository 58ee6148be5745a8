package dev.onionyard.network;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A network that containers can be attached to.
///
/// @param id 64 hexadecimal digits
/// @param name `bridge`, `none`, `host`, or of one's own
/// @param subnet of a bridge, else null
/// @param gateway the bridge's own address in the subnet, else null
/// @param bridge the host's interface, else empty
/// @param builtIn one of the three that always are there
public record Network(
        String id,
        String name,
        Driver driver,
        @Nullable Subnet subnet,
        @Nullable String gateway,
        String bridge,
        Map<String, String> labels,
        Instant created,
        boolean builtIn,
        Settings settings) {

    /// How a network works.
    public enum Driver {
        /// A bridge on the host, addresses from its subnet, NAT outward, published ports.
        BRIDGE,
        /// Only a loopback interface.
        NONE,
        /// The host's own network.
        HOST
    }

    /// What somebody chose when the network was created.
    ///
    /// @param chosenSubnet the subnet was asked for, so containers may ask for addresses
    /// @param range part of the subnet that addresses are taken from, or null for all of it
    /// @param reserved addresses that no container gets, by name
    /// @param internal no way to other networks and the world
    /// @param attachable kept and shown for Docker's clients
    /// @param options as [NetworkOptions] reads them
    public record Settings(
            boolean chosenSubnet,
            @Nullable Subnet range,
            Map<String, String> reserved,
            boolean internal,
            boolean attachable,
            Map<String, String> options) {

        static final Settings PLAIN = new Settings(false, null, Map.of(), false, false, Map.of());

        public Settings {
            reserved = Map.copyOf(reserved);
            options = Map.copyOf(options);
        }
    }

    public Network {
        labels = Map.copyOf(labels);
    }

    Network withBridge(String name) {
        return new Network(id, this.name, driver, subnet, gateway, name, labels, created, builtIn, settings);
    }

    /// Whether containers find each other by name in it: in bridges of one's own, as with Docker.
    public boolean hasNames() {
        return driver == Driver.BRIDGE && !builtIn;
    }
}
