package dev.onionyard.container;

import dev.onionyard.oci.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
/// @param domainname NIS domain, or empty
/// @param exposedPorts `8080/tcp`, on top of the image's
/// @param healthCheck what it asks for of the image's, or null for the image's
/// @param attached which streams its creator meant to attach to; only told again
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
        HostOptions host,
        String domainname,
        List<String> exposedPorts,
        @Nullable HealthCheck healthCheck,
        Attached attached) {

    /// What rows from before these fields existed lack has its default.
    public ContainerRequest {
        domainname = Objects.requireNonNullElse(domainname, "");
        exposedPorts = exposedPorts == null ? List.of() : List.copyOf(exposedPorts);
        attached = Objects.requireNonNullElse(attached, Attached.OUTPUT);
    }

    /// A request without the rarer fields.
    public ContainerRequest(
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
        this(
                name,
                image,
                entrypoint,
                cmd,
                env,
                workingDir,
                user,
                hostname,
                tty,
                openStdin,
                stdinOnce,
                labels,
                stopSignal,
                stopTimeout,
                host,
                "",
                List.of(),
                null,
                Attached.OUTPUT);
    }

    /// Docker's `AttachStdin`, `AttachStdout` and `AttachStderr`.
    public record Attached(boolean stdin, boolean stdout, boolean stderr) {

        public static final Attached OUTPUT = new Attached(false, true, true);
    }

    /// The same with other labels.
    public ContainerRequest withLabels(Map<String, String> changed) {
        return with(changed, host);
    }

    /// The same with other host options.
    public ContainerRequest withHost(HostOptions changed) {
        return with(labels, changed);
    }

    private ContainerRequest with(Map<String, String> otherLabels, HostOptions otherHost) {
        return new ContainerRequest(
                name,
                image,
                entrypoint,
                cmd,
                env,
                workingDir,
                user,
                hostname,
                tty,
                openStdin,
                stdinOnce,
                otherLabels,
                stopSignal,
                stopTimeout,
                otherHost,
                domainname,
                exposedPorts,
                healthCheck,
                attached);
    }

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
            List<String> dns,
            HostSettings settings) {

        /// What rows from before the settings existed lack has its default.
        public HostOptions {
            settings = Objects.requireNonNullElse(settings, HostSettings.DEFAULT);
        }

        /// Options without the less common ones.
        public HostOptions(
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
            this(
                    network,
                    ports,
                    publishAllPorts,
                    mounts,
                    readOnlyRoot,
                    memoryBytes,
                    nanoCpus,
                    pidsLimit,
                    restartPolicy,
                    autoRemove,
                    privileged,
                    init,
                    capAdd,
                    capDrop,
                    extraHosts,
                    dns,
                    HostSettings.DEFAULT);
        }

        /// The same with other limits and another restart policy: what may change while the container runs.
        public HostOptions withLimits(
                long memory, long cpus, long pids, RestartPolicy policy, HostSettings.Limits limits) {
            return new HostOptions(
                    network,
                    ports,
                    publishAllPorts,
                    mounts,
                    readOnlyRoot,
                    memory,
                    cpus,
                    pids,
                    policy,
                    autoRemove,
                    privileged,
                    init,
                    capAdd,
                    capDrop,
                    extraHosts,
                    dns,
                    settings.withLimits(limits));
        }

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
    public record MountRequest(MountKind kind, String source, String target, boolean readOnly, MountOptions options) {

        /// What rows from before the options existed lack has its default.
        public MountRequest {
            options = Objects.requireNonNullElse(options, MountOptions.NONE);
        }

        /// A mount without further options.
        public MountRequest(MountKind kind, String source, String target, boolean readOnly) {
            this(kind, source, target, readOnly, MountOptions.NONE);
        }
    }

    /// How something is mounted.
    ///
    /// @param form how it was asked for, which is told again
    /// @param mode the options as they were written: of `-v` after the second colon, or of `--tmpfs`
    /// @param propagation of a bind (`rshared`, `slave` …), empty for `rprivate`
    /// @param recursive whether mounts below a bind are seen too
    /// @param createSource make a missing folder of the host, as `-v` does
    /// @param copy fill an empty volume with what the image has in its place
    /// @param labels of a volume that is made for it
    /// @param tmpfsBytes limit, 0 for none
    /// @param tmpfsMode of the folder, 0 for 01777
    public record MountOptions(
            MountForm form,
            String mode,
            String propagation,
            boolean recursive,
            boolean createSource,
            boolean copy,
            Map<String, String> labels,
            long tmpfsBytes,
            int tmpfsMode) {

        public static final MountOptions NONE = of(MountForm.MOUNT, "");

        public static MountOptions of(MountForm form, String mode) {
            return new MountOptions(form, mode, "", true, form == MountForm.BIND, true, Map.of(), 0, 0);
        }
    }

    /// Docker's ways to ask for a mount.
    public enum MountForm {
        /// `-v`, `HostConfig.Binds`.
        BIND,
        /// `--mount`, `HostConfig.Mounts`.
        MOUNT,
        /// `--tmpfs`, `HostConfig.Tmpfs`.
        TMPFS,
        /// A volume that only has a place: `Config.Volumes`, the image.
        PLACE
    }

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
