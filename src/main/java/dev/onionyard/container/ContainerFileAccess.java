package dev.onionyard.container;

import dev.onionyard.files.FileAccess;
import dev.onionyard.files.FileTree;
import dev.onionyard.files.WriteRules;

/// The files of containers, running or stopped, as their processes see them: image, writable layer, volumes and
/// bind mounts. What exists only in a running container (`/proc`, `/dev`, file systems in memory) is not there,
/// as with `docker cp`; nothing can be written to a file system in memory.
///
/// Reading is audited as `container.files.read`, writing as `container.files.write`; Docker's events
/// `archive-path` and `extract-to-dir` follow.
public interface ContainerFileAccess extends FileAccess {

    /// The writable layer by itself: what the container has written, to look at.
    FileTree openWritableLayer(String nameOrId);

    /// The rules for `docker cp`.
    ///
    /// @param keepKinds see [WriteRules]
    /// @param ownedByUser everything shall belong to the container's user, if it names one (Docker's
    ///     `copyUIDGID`)
    WriteRules rules(String nameOrId, boolean keepKinds, boolean ownedByUser);
}
