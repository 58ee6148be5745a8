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
        boolean builtIn) {

    /// How a network works.
    public enum Driver {
        /// A bridge on the host, addresses from its subnet, NAT outward, published ports.
        BRIDGE,
        /// Only a loopback interface.
        NONE,
        /// The host's own network.
        HOST
    }

    public Network {
        labels = Map.copyOf(labels);
    }
}
