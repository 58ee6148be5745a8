package dev.onionyard.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The networks of this server. The three built-in ones are always there. Mutating methods leave an audit row and
/// publish Docker's event.
public interface Networks {

    /// Built-in ones first, then by name.
    List<Network> all();

    /// Finds by name, id, or unambiguous id prefix.
    Optional<Network> find(String nameOrId);

    /// As [#find].
    ///
    /// @throws dev.onionyard.error.NotFoundException with Docker's words: `network x not found`
    Network get(String nameOrId);

    /// Creates a bridge network.
    ///
    /// @param subnet null for a free one that overlaps no route of the host
    /// @throws dev.onionyard.error.ConflictException if the name is taken or the subnet overlaps another network
    Network create(String name, @Nullable Subnet subnet, Map<String, String> labels);

    /// Removes a network of one's own.
    ///
    /// @throws dev.onionyard.error.ConflictException if it is built in, or containers are attached (they are named)
    void remove(String nameOrId);
}
