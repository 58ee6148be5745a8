package dev.onionyard.container;

import dev.onionyard.image.Image;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a container has changed, and what can be made of it.
public interface ContainerSnapshots {

    /// What the writable layer changes, as `docker diff`.
    List<LayerTrees.Change> changes(String nameOrId);

    /// A snapshot to take.
    ///
    /// @param pause hold the container's processes while its files are read
    /// @param changes Dockerfile instructions, as `docker commit --change` takes them
    record CommitRequest(
            @Nullable ImageReference tag, String message, String author, boolean pause, List<String> changes) {}

    /// Makes an image of the container (seed row S12). Volumes and what the runtime mounts are left out.
    /// Audited as `container.commit`.
    Image commit(String nameOrId, CommitRequest request, ProgressListener progress) throws IOException;

    /// Writes the container's whole tree as a tar (`docker export`). Audited as `container.export`.
    void export(String nameOrId, OutputStream out, ProgressListener progress) throws IOException;
}
