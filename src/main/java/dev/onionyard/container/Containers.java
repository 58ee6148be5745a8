package dev.onionyard.container;

import dev.onionyard.oci.ProcessDefaults;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The containers of this server. Every mutating method leaves an audit row and publishes Docker's event.
public interface Containers {

    /// Creates a container: id, name, snapshot, volumes, row. Nothing runs yet.
    ///
    /// @throws dev.onionyard.error.NotFoundException if the image is not here
    /// @throws dev.onionyard.error.ConflictException if the name is taken
    /// @throws dev.onionyard.error.InvalidInputException naming the field that cannot be accepted
    Container create(ContainerRequest request);

    /// What of a request this host cannot do and leaves out, and what is dangerous about it, in Docker's
    /// sentences.
    List<String> warnings(ContainerRequest request);

    /// Finds by id, unambiguous id prefix, or name.
    Optional<Container> find(String nameOrId);

    /// As [#find].
    ///
    /// @throws dev.onionyard.error.NotFoundException with Docker's words: `No such container: …`
    Container get(String nameOrId);

    /// Newest first.
    List<Container> all();

    /// What a container runs with: image and request put together.
    ProcessDefaults config(String nameOrId);

    /// Where its own files lie.
    Files files(String nameOrId);

    /// Files of a container beside its tree.
    record Files(Path hosts, Path hostname, Path resolvConf, Path log) {}

    /// A number that grows with every change to a container's row: what was read at one number is true while it stays.
    long changes();

    void rename(String nameOrId, String newName);

    /// Changes limits and restart policy; those of a running container hold at once.
    void update(String nameOrId, ContainerUpdate update);

    /// Removes a container with its writable layer.
    ///
    /// @param force kill it first if it runs
    /// @param withVolumes remove its anonymous volumes too
    void remove(String nameOrId, boolean force, boolean withVolumes);

    /// Removes the containers that do not run and that `chosen` accepts; their volumes stay. Audited as
    /// `container.prune`.
    Pruned prune(Predicate<Container> chosen);

    /// What was pruned.
    ///
    /// @param bytes of content that they had written
    record Pruned(List<String> ids, long bytes) {
        public Pruned {
            ids = List.copyOf(ids);
        }
    }

    /// The request that the run form starts from: what the image's JSON decides (seed row S15). Its ports are
    /// those the image exposes, each with host port 0: the form asks whether and where to publish them.
    ContainerRequest defaultsOf(String image);
}
