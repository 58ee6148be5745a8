package dev.onionyard.dockerapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The body of `POST /containers/create`, as far as a single host can honour it (Engine API, ContainerCreate).
/// `Entrypoint` and `Cmd` may be a string or a list.
record CreateBody(
        @Nullable String hostname,
        @Nullable String user,
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
        @Nullable HostConfig hostConfig) {

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
            long memory,
            @JsonProperty("NanoCpus") long nanoCpus,
            long cpuQuota,
            long cpuPeriod,
            @Nullable Long pidsLimit,
            @Nullable Boolean init,
            @Nullable List<String> capAdd,
            @Nullable List<String> capDrop,
            @Nullable List<String> extraHosts,
            @Nullable List<String> dns) {}

    /// One of `HostConfig.Mounts`.
    record MountBody(String type, @Nullable String source, String target, boolean readOnly) {}

    /// A binding of a port; `HostPort` may be empty.
    record HostPort(@Nullable String hostIp, @Nullable String hostPort) {}

    /// `HostConfig.RestartPolicy`.
    record RestartPolicyBody(@Nullable String name, int maximumRetryCount) {}
}
