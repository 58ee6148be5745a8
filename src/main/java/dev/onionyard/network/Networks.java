package dev.onionyard.network;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
    /// @throws dev.onionyard.error.ConflictException if the name is taken or the subnet overlaps another network
    /// @throws dev.onionyard.error.InvalidInputException naming what cannot be honoured
    Network create(NetworkRequest request);

    /// Removes a network of one's own. Containers that do not run may still name it.
    ///
    /// @throws dev.onionyard.error.ConflictException if it is built in, or containers are attached (they are named)
    void remove(String nameOrId);

    /// Networks of one's own that no running container is attached to.
    List<Network> unused();

    /// Removes unused networks, one audit row each. One that is taken meanwhile stays.
    ///
    /// @param which of [#unused]
    /// @return those that were removed
    List<Network> prune(Predicate<Network> which);
}
