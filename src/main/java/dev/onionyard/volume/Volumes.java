package dev.onionyard.volume;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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
