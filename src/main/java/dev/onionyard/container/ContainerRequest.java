package dev.onionyard.container;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What someone asks of a new container. Null means "as the image says".
///
/// @param name without slash, or null for a made-up one
/// @param image id or name
/// @param env `NAME=value`, on top of the image's
/// @param user `user`, `uid`, `user:group` or `uid:gid`, or null
/// @param tty allocate a terminal (`-t`)
/// @param openStdin keep stdin open (`-i`)
/// @param stdinOnce close stdin when the first attached client leaves
public record ContainerRequest(
        @Nullable String name,
        String image,
        @Nullable List<String> entrypoint,
        @Nullable List<String> cmd,
        List<String> env,
        @Nullable String workingDir,
        @Nullable String user,
        @Nullable String hostname,
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        Map<String, String> labels,
        @Nullable String stopSignal,
        @Nullable Duration stopTimeout,
        HostOptions host) {

    /// What the host gives the container.
    ///
    /// @param network `bridge`, `none`, `host`, `container:ID` or the name of a network
    /// @param memoryBytes limit in bytes, 0 for none
    /// @param nanoCpus limit in billionths of a processor, 0 for none
    /// @param pidsLimit number of processes, 0 for none
    /// @param privileged only administrators may ask for it
    public record HostOptions(
            String network,
            List<PortBinding> ports,
            boolean publishAllPorts,
            List<MountRequest> mounts,
            boolean readOnlyRoot,
            long memoryBytes,
            long nanoCpus,
            long pidsLimit,
            RestartPolicy restartPolicy,
            boolean autoRemove,
            boolean privileged,
            boolean init,
            List<String> capAdd,
            List<String> capDrop,
            List<String> extraHosts,
            List<String> dns) {

        public static final HostOptions DEFAULT = new HostOptions(
                "bridge",
                List.of(),
                false,
                List.of(),
                false,
                0,
                0,
                0,
                RestartPolicy.NEVER,
                false,
                false,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// A published port.
    ///
    /// @param hostAddress empty for all addresses
    /// @param hostPort 0 for any free port
    /// @param protocol `tcp` or `udp`
    public record PortBinding(String hostAddress, int hostPort, int containerPort, String protocol) {}

    /// Something mounted into the container.
    ///
    /// @param source volume name (empty for an anonymous volume), host path, or empty for tmpfs
    /// @param target absolute path in the container
    public record MountRequest(MountKind kind, String source, String target, boolean readOnly) {}

    /// Kinds of mounts.
    public enum MountKind {
        VOLUME,
        BIND,
        TMPFS
    }

    /// When to start a container again.
    ///
    /// @param maximumRetries for `ON_FAILURE`, 0 for no limit
    public record RestartPolicy(Mode mode, int maximumRetries) {

        public static final RestartPolicy NEVER = new RestartPolicy(Mode.NO, 0);

        /// Docker's modes.
        public enum Mode {
            NO,
            ON_FAILURE,
            ALWAYS,
            UNLESS_STOPPED
        }
    }

    /// The plainest request: run `image` as it says.
    public static ContainerRequest of(String image) {
        return new ContainerRequest(
                null,
                image,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                false,
                false,
                false,
                Map.of(),
                null,
                null,
                HostOptions.DEFAULT);
    }
}
