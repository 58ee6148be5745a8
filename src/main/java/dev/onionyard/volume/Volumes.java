package dev.onionyard.volume;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The volumes of this server. Mutating methods leave an audit row and publish Docker's event.
public interface Volumes {

    /// By name.
    List<Volume> all();

    Optional<Volume> find(String name);

    /// @throws dev.onionyard.error.NotFoundException with Docker's words: `get x: no such volume`
    Volume get(String name);

    /// The volume of that name, created if there is none (as `docker volume create` and `-v name:/path` do).
    ///
    /// @throws dev.onionyard.error.InvalidInputException if the name is not made of letters, digits, `_`, `.`, `-`
    Volume create(String name, Map<String, String> labels);

    /// As [#create(String, Map)], with options of the driver `local`; what is mounted by them is mounted now.
    ///
    /// @throws dev.onionyard.error.InvalidInputException naming an option that cannot be honoured
    /// @throws dev.onionyard.error.ConflictException if the volume is there with other options
    Volume create(String name, Map<String, String> labels, Map<String, String> options);

    /// Sees to it that what a volume's options mount is mounted, before a container uses it.
    void prepare(String name);

    /// Names of the containers, running or not, that have the volume.
    List<String> users(String name);

    /// Volumes that no container has.
    List<Volume> unused();

    /// Removes unused volumes, one audit row each. One that is taken meanwhile stays.
    ///
    /// @return the bytes that each removed volume took on disk, by its name
    Map<String, Long> prune(Predicate<Volume> which);

    /// A new volume with a made-up name of 64 hexadecimal digits.
    Volume createAnonymous(Map<String, String> labels);

    /// Removes a volume with its data.
    ///
    /// @throws dev.onionyard.error.ConflictException naming the containers that use it
    void remove(String name);

    /// What it takes on disk, in bytes.
    long bytesOnDisk(String name);

    /// Whether nothing is in it: then the image's files at the mount point are copied into it on first use.
    boolean isEmpty(String name);
}
