package dev.onionyard.network;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Connects containers to networks while they run, and keeps what they ask of networks while they exist. Attach before
/// the runtime creates the container, with the namespace of the attachment in its configuration; detach when it has
/// stopped.
///
/// The caller lets no two of these calls be about the same container at once.
public interface NetworkAttachments {

    /// Keeps what a container asks of networks; their names are resolved now.
    ///
    /// @throws dev.onionyard.error.NotFoundException if there is no such network
    /// @throws dev.onionyard.error.InvalidInputException if what it asks can never be
    void plan(String containerId, NetworkPlan plan);

    /// What [#plan] was told last; empty if nothing.
    Optional<NetworkPlan> planOf(String containerId);

    /// Forgets the plan of a container that is removed.
    void forget(String containerId);

    /// Makes a network namespace, connects it and publishes ports. A container that is attached already is detached
    /// first, so a crash in between needs no care.
    ///
    /// @param endpoints the networks; `none` or `host` only alone
    /// @throws dev.onionyard.error.NotFoundException if there is no such network
    /// @throws dev.onionyard.error.ConflictException naming who has a host port or the address already
    /// @throws dev.onionyard.error.UnavailableException if `nft` is missing
    Attachment attach(Member member, List<EndpointRequest> endpoints, List<PublishedPort> ports);

    /// Connects a running container to one network more.
    ///
    /// @param member it; used if it is not attached yet, because it runs without any network
    /// @param pid of its first process, whose namespace is taken in that case
    Attachment connect(Member member, int pid, EndpointRequest endpoint);

    /// Takes a running container out of a network; does nothing if it is not in it.
    Attachment disconnect(String containerId, String networkName);

    /// Undoes [#attach], whatever is left of it; does nothing if the container is not attached.
    void detach(String containerId);

    /// Changes the name that others find it by.
    void rename(String containerId, String name);

    Optional<Attachment> find(String containerId);

    /// The containers attached to a network.
    List<Attachment> attachedTo(String networkName);

    /// Builds rules, bridges and name servers anew from what is known and removes the attachments of all other
    /// containers. Call it once at start.
    ///
    /// @param runningContainerIds of the containers that still run
    void restore(Set<String> runningContainerIds);
}
