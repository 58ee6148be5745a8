package dev.onionyard.container;

import dev.onionyard.network.Endpoint;
import dev.onionyard.network.EndpointRequest;
import dev.onionyard.network.Network;
import dev.onionyard.network.NetworkPlan;
import java.util.List;
import java.util.Optional;

/// Containers in networks. Every mutating method leaves an audit row and publishes Docker's events.
public interface ContainerNetworking {

    /// As [Containers#create], for a container that asks for more of networks than a mode.
    ///
    /// @param networks with the network of the request's mode first among its endpoints, if it names any
    Container create(ContainerRequest request, NetworkPlan networks);

    /// Connects a container to one network more, now and whenever it runs.
    ///
    /// @throws dev.onionyard.error.ConflictException in Docker's words if it is in it already, or shares another's
    ///     network
    void connect(String container, EndpointRequest endpoint);

    /// Takes a container out of a network, now and whenever it runs.
    ///
    /// @param force of a container that is no longer there too
    void disconnect(String container, String network, boolean force);

    /// The networks of a container, running or not, in the order of its interfaces.
    List<Place> places(String container);

    /// What a container asked of networks as a whole.
    NetworkPlan plan(String container);

    /// Containers that would be in a network if they ran, and those that run in it.
    List<Container> members(Network network);

    /// A container's place in one network.
    ///
    /// @param network empty if it has been removed
    /// @param name of the network, or its id if it has been removed
    /// @param live while the container runs
    record Place(String name, Optional<Network> network, EndpointRequest asked, Optional<Endpoint> live) {}
}
