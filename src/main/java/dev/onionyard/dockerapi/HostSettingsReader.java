package dev.onionyard.dockerapi;

import dev.onionyard.container.HostSettings;
import dev.onionyard.container.HostSettings.Device;
import dev.onionyard.container.HostSettings.DeviceRate;
import dev.onionyard.container.HostSettings.Limits;
import dev.onionyard.container.HostSettings.Logging;
import dev.onionyard.container.HostSettings.Namespaces;
import dev.onionyard.container.HostSettings.Security;
import dev.onionyard.container.HostSettings.Ulimit;
import dev.onionyard.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the less common part of `HostConfig`.
final class HostSettingsReader {

    /// Names under which clients ask for the runtime that there is.
    private static final Set<String> RUNTIMES = Set.of("", "runc", "crun", "io.containerd.runc.v2");

    private static final int DEFAULT_SWAPPINESS = -1;

    private HostSettingsReader() {}

    static HostSettings read(CreateBody.HostConfig host) {
        return new HostSettings(
                limits(host),
                new Namespaces(
                        text(host.ipcMode()), text(host.pidMode()), text(host.utsMode()), text(host.cgroupnsMode())),
                new Security(list(host.securityOpt()), host.maskedPaths(), host.readonlyPaths()),
                logging(host.logConfig()),
                list(host.ulimits()).stream()
                        .map(limit -> new Ulimit(limit.name(), limit.soft(), limit.hard()))
                        .toList(),
                list(host.devices()).stream().map(HostSettingsReader::device).toList(),
                list(host.deviceCgroupRules()),
                list(host.groupAdd()),
                map(host.sysctls()),
                host.shmSize(),
                host.oomScoreAdj(),
                list(host.volumesFrom()),
                map(host.annotations()),
                runtime(host.runtime()));
    }

    static Limits limits(CreateBody.HostConfig host) {
        Integer swappiness = host.memorySwappiness();
        return new Limits(
                host.memoryReservation(),
                host.memorySwap(),
                swappiness == null || swappiness == DEFAULT_SWAPPINESS ? null : swappiness,
                Boolean.TRUE.equals(host.oomKillDisable()),
                host.cpuShares(),
                host.cpuQuota(),
                host.cpuPeriod(),
                text(host.cpusetCpus()),
                text(host.cpusetMems()),
                host.blkioWeight(),
                list(host.blkioWeightDevice()).stream()
                        .map(device -> new DeviceRate(device.path(), device.weight()))
                        .toList(),
                rates(host.blkioDeviceReadBps()),
                rates(host.blkioDeviceWriteBps()),
                rates(host.blkioDeviceReadOps()),
                rates(host.blkioDeviceWriteOps()));
    }

    private static List<DeviceRate> rates(@Nullable List<CreateBody.RateBody> rates) {
        return list(rates).stream()
                .map(device -> new DeviceRate(device.path(), device.rate()))
                .toList();
    }

    private static Logging logging(CreateBody.@Nullable LogBody log) {
        String driver = log == null ? "" : text(log.type());
        Map<String, String> options = log == null ? Map.of() : map(log.config());
        return new Logging(driver.isEmpty() ? Logging.DEFAULT.driver() : driver, options);
    }

    private static Device device(CreateBody.DeviceBody device) {
        String target = text(device.pathInContainer());
        String permissions = text(device.cgroupPermissions());
        return new Device(
                device.pathOnHost(),
                target.isEmpty() ? device.pathOnHost() : target,
                permissions.isEmpty() ? "rwm" : permissions);
    }

    private static String runtime(@Nullable String name) {
        if (!RUNTIMES.contains(text(name))) {
            throw new InvalidInputException("unknown or invalid runtime name: " + name);
        }
        return text(name);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static Map<String, String> map(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
