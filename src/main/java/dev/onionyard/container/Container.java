package dev.onionyard.container;

import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container as it is now.
///
/// @param id 64 hexadecimal digits
/// @param imageName the name it was asked for with
/// @param layers the stack below its writable layer, bottom first
/// @param upper the writable layer on disk
/// @param request what was asked for
/// @param process what it runs, image and request put together
/// @param ports what is really published; host ports filled in while it runs
/// @param mounts what is mounted, volumes named by the image included
/// @param addresses IP address by network name, while it runs
public record Container(
        String id,
        String name,
        ImageId image,
        String imageName,
        List<LayerId> layers,
        Path upper,
        Instant created,
        ContainerRequest request,
        Process process,
        Status status,
        List<ContainerRequest.PortBinding> ports,
        List<MountPoint> mounts,
        Map<String, String> addresses) {

    /// The process of a container.
    public record Process(
            List<String> args, List<String> env, String workingDir, String user, String hostname, String stopSignal) {}

    /// How it is doing.
    ///
    /// @param pid of its first process in the host's numbering, 0 when it has none
    /// @param exitCode of the last run, 0 when it never ran
    /// @param error why it could not start, or empty
    /// @param restartCount how often the restart policy started it again
    public record Status(
            ContainerState state,
            int pid,
            int exitCode,
            boolean oomKilled,
            String error,
            @Nullable Instant started,
            @Nullable Instant finished,
            int restartCount) {}

    /// Something mounted into it.
    ///
    /// @param name of the volume, or empty
    /// @param source on the host
    /// @param anonymous a volume without a name of its own, removed with the container when asked
    public record MountPoint(
            ContainerRequest.MountKind kind,
            String name,
            Path source,
            String target,
            boolean readOnly,
            boolean anonymous,
            ContainerRequest.MountOptions options) {

        /// A mount without further options.
        public MountPoint(
                ContainerRequest.MountKind kind,
                String name,
                Path source,
                String target,
                boolean readOnly,
                boolean anonymous) {
            this(kind, name, source, target, readOnly, anonymous, ContainerRequest.MountOptions.NONE);
        }
    }

    /// The first twelve digits of the id.
    public String shortId() {
        return id.substring(0, 12);
    }
}
