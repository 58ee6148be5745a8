package dev.onionyard.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The body of `POST /containers/create`, as far as a single host can honour it (Engine API, ContainerCreate); the
/// rest is refused by [UnsupportedOptions]. `Entrypoint` and `Cmd` may be a string or a list.
record CreateBody(
        @Nullable String hostname,
        @Nullable String domainname,
        @Nullable String user,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        @JsonProperty("Tty") boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        @Nullable List<String> env,
        @Nullable JsonNode cmd,
        @Nullable JsonNode entrypoint,
        String image,
        @Nullable Map<String, JsonNode> volumes,
        @Nullable Map<String, JsonNode> exposedPorts,
        @Nullable String workingDir,
        @Nullable Map<String, String> labels,
        @Nullable String stopSignal,
        @Nullable Integer stopTimeout,
        @Nullable HealthBody healthcheck,
        boolean networkDisabled,
        @Nullable HostConfig hostConfig) {

    /// Durations in nanoseconds.
    record HealthBody(
            @Nullable List<String> test,
            long interval,
            long timeout,
            long startPeriod,
            long startInterval,
            int retries) {}

    /// Docker's `HostConfig`.
    record HostConfig(
            @Nullable List<String> binds,
            @Nullable List<MountBody> mounts,
            @Nullable Map<String, String> tmpfs,
            @Nullable String networkMode,
            @Nullable Map<String, List<HostPort>> portBindings,
            boolean publishAllPorts,
            @Nullable RestartPolicyBody restartPolicy,
            boolean autoRemove,
            boolean privileged,
            boolean readonlyRootfs,
            @Nullable Boolean init,
            @Nullable List<String> capAdd,
            @Nullable List<String> capDrop,
            @Nullable List<String> extraHosts,
            @Nullable List<String> dns,
            long memory,
            long memoryReservation,
            long memorySwap,
            @Nullable Integer memorySwappiness,
            @Nullable Boolean oomKillDisable,
            @JsonProperty("NanoCpus") long nanoCpus,
            long cpuShares,
            long cpuQuota,
            long cpuPeriod,
            @Nullable String cpusetCpus,
            @Nullable String cpusetMems,
            @Nullable Long pidsLimit,
            int blkioWeight,
            @Nullable List<WeightBody> blkioWeightDevice,
            @Nullable List<RateBody> blkioDeviceReadBps,
            @Nullable List<RateBody> blkioDeviceWriteBps,
            @JsonProperty("BlkioDeviceReadIOps") @Nullable List<RateBody> blkioDeviceReadOps,
            @JsonProperty("BlkioDeviceWriteIOps") @Nullable List<RateBody> blkioDeviceWriteOps,
            @Nullable List<UlimitBody> ulimits,
            @Nullable List<DeviceBody> devices,
            @Nullable List<String> deviceCgroupRules,
            @Nullable List<String> groupAdd,
            @Nullable Map<String, String> sysctls,
            long shmSize,
            int oomScoreAdj,
            @Nullable List<String> volumesFrom,
            @Nullable Map<String, String> annotations,
            @Nullable String ipcMode,
            @Nullable String pidMode,
            @JsonProperty("UTSMode") @Nullable String utsMode,
            @Nullable String cgroupnsMode,
            @Nullable List<String> securityOpt,
            @Nullable List<String> maskedPaths,
            @Nullable List<String> readonlyPaths,
            @Nullable LogBody logConfig,
            @Nullable String runtime) {}

    /// One of `HostConfig.Mounts`.
    record MountBody(
            @Nullable String type,
            @Nullable String source,
            @Nullable String target,
            boolean readOnly,
            @Nullable BindBody bindOptions,
            @Nullable VolumeBody volumeOptions,
            @Nullable TmpfsBody tmpfsOptions) {}

    /// Of a bind mount.
    record BindBody(@Nullable String propagation, boolean nonRecursive, boolean createMountpoint) {}

    /// Of a volume.
    record VolumeBody(boolean noCopy, @Nullable Map<String, String> labels) {}

    /// Of a tmpfs.
    record TmpfsBody(long sizeBytes, int mode) {}

    /// A binding of a port; `HostPort` may be empty.
    record HostPort(@Nullable String hostIp, @Nullable String hostPort) {}

    /// `HostConfig.RestartPolicy`.
    record RestartPolicyBody(@Nullable String name, int maximumRetryCount) {}

    /// A weight for a device.
    record WeightBody(String path, long weight) {}

    /// A limit each second for a device.
    record RateBody(String path, long rate) {}

    /// One of `HostConfig.Ulimits`; -1 for none.
    record UlimitBody(String name, long soft, long hard) {}

    /// One of `HostConfig.Devices`.
    record DeviceBody(
            String pathOnHost,
            @Nullable String pathInContainer,
            @Nullable String cgroupPermissions) {}

    /// `HostConfig.LogConfig`.
    record LogBody(@Nullable String type, @Nullable Map<String, String> config) {}
}
