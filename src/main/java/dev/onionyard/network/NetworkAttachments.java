package dev.onionyard.network;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Connects containers to networks while they run. Attach before the runtime creates the container, with the namespace
/// of the attachment in its configuration; detach when it has stopped.
public interface NetworkAttachments {

    /// Makes a network namespace, connects it and publishes ports. A container that is attached already is detached
    /// first, so a crash in between needs no care.
    ///
    /// @param networkName name or id of a network
    /// @param hostname the container's, for names between containers
    /// @throws dev.onionyard.error.NotFoundException if there is no such network
    /// @throws dev.onionyard.error.ConflictException naming who has a host port already
    /// @throws dev.onionyard.error.UnavailableException if `nft` or `ip` is missing
    Attachment attach(String containerId, String networkName, String hostname, List<PublishedPort> ports);

    /// Undoes [#attach], whatever is left of it; does nothing if the container is not attached.
    void detach(String containerId);

    Optional<Attachment> find(String containerId);

    /// The containers attached to a network.
    List<Attachment> attachedTo(String networkName);

    /// Builds namespaces' rules anew from what is known and removes the attachments of all other containers. Call it
    /// once at start, with the ids of the containers that still run.
    void restore(Set<String> runningContainerIds);
}
