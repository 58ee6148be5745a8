package dev.onionyard.container;

import dev.onionyard.runtime.Confinement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The less common part of what the host gives a container. Everything at its default is [#DEFAULT].
///
/// @param groups added to the process's, by name or number
/// @param sysctls kernel settings of the container's namespaces
/// @param shmBytes size of `/dev/shm`, 0 for Docker's 64 MiB
/// @param oomScoreAdj -1000 to 1000, 0 for the host's
/// @param volumesFrom other containers, whose volumes it gets: `name[:ro|rw]`
/// @param annotations handed to the OCI runtime
/// @param runtime the name it was asked for with, or empty
public record HostSettings(
        Limits limits,
        Namespaces namespaces,
        Security security,
        Logging logging,
        List<Ulimit> ulimits,
        List<Device> devices,
        List<String> deviceRules,
        List<String> groups,
        Map<String, String> sysctls,
        long shmBytes,
        int oomScoreAdj,
        List<String> volumesFrom,
        Map<String, String> annotations,
        String runtime) {

    public static final HostSettings DEFAULT = new HostSettings(
            Limits.NONE,
            Namespaces.DEFAULT,
            Security.DEFAULT,
            Logging.DEFAULT,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            0,
            0,
            List.of(),
            Map.of(),
            "");

    public HostSettings withLimits(Limits changed) {
        return new HostSettings(
                changed,
                namespaces,
                security,
                logging,
                ulimits,
                devices,
                deviceRules,
                groups,
                sysctls,
                shmBytes,
                oomScoreAdj,
                volumesFrom,
                annotations,
                runtime);
    }

    /// Limits beside memory, processors and processes. 0 and empty mean none.
    ///
    /// @param memorySwapBytes memory and swap together, -1 for any amount
    /// @param swappiness 0 to 100, or null for the host's
    /// @param blockWeight 10 to 1000
    public record Limits(
            long memoryReservationBytes,
            long memorySwapBytes,
            @Nullable Integer swappiness,
            boolean oomKillDisable,
            long cpuShares,
            long cpuQuotaMicros,
            long cpuPeriodMicros,
            String cpus,
            String memoryNodes,
            int blockWeight,
            List<DeviceRate> blockWeightDevices,
            List<DeviceRate> readBytes,
            List<DeviceRate> writeBytes,
            List<DeviceRate> readOperations,
            List<DeviceRate> writeOperations) {

        public static final Limits NONE = new Limits(
                0, 0, null, false, 0, 0, 0, "", "", 0, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /// A weight, or a limit each second, for a device of the host.
    public record DeviceRate(String path, long value) {}

    /// Which namespaces it shares, as Docker writes it. Empty is the default.
    ///
    /// @param ipc `private`, `shareable`, `none`, `host` or `container:ID`
    /// @param pid `host` or `container:ID`
    /// @param uts `host`
    /// @param cgroup `private` or `host`
    public record Namespaces(String ipc, String pid, String uts, String cgroup) {

        public static final Namespaces DEFAULT = new Namespaces("", "", "", "");
    }

    /// What protects the host from it.
    ///
    /// @param options Docker's `--security-opt`, with the text of profiles in them
    /// @param maskedPaths null for Docker's
    /// @param readOnlyPaths null for Docker's
    public record Security(
            List<String> options,
            @Nullable List<String> maskedPaths,
            @Nullable List<String> readOnlyPaths) {

        public static final Security DEFAULT = new Security(List.of(), null, null);

        /// What is hidden from a container that is not privileged.
        public List<String> effectiveMaskedPaths() {
            return Objects.requireNonNullElse(maskedPaths, Confinement.MASKED_PATHS);
        }

        /// What a container that is not privileged cannot write.
        public List<String> effectiveReadOnlyPaths() {
            return Objects.requireNonNullElse(readOnlyPaths, Confinement.READ_ONLY_PATHS);
        }
    }

    /// Where its output goes.
    ///
    /// @param driver `json-file`, `local` or `none`
    public record Logging(String driver, Map<String, String> options) {

        public static final Logging DEFAULT = new Logging("json-file", Map.of());
    }

    /// A limit of each of its processes.
    ///
    /// @param name as setrlimit(2) has it, in small letters without `RLIMIT_`
    /// @param soft -1 for none, as for `hard`
    public record Ulimit(String name, long soft, long hard) {}

    /// A device of the host.
    ///
    /// @param permissions of `r`, `w` and `m`
    public record Device(String source, String target, String permissions) {}
}
