package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.HostSettings.DeviceRate;
import dev.onionyard.container.HostSettings.Limits;
import dev.onionyard.container.HostSettings.Logging;
import dev.onionyard.container.HostSettings.Namespaces;
import dev.onionyard.container.HostSettings.Ulimit;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.runtime.SeccompProfiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Refuses host settings that no container can have, or that this host cannot give, in Docker's words.
final class SettingsCheck {

    private static final long MINIMUM_MEMORY = 6 << 20;
    private static final int OOM_RANGE = 1000;
    private static final String OTHER_CONTAINER = "container:";

    private static final Set<String> ULIMITS = Set.of(
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    private static final Set<String> IPC_SYSCTLS = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced");

    private static final Map<String, Set<String>> LOG_OPTIONS = Map.of(
            "json-file",
            Set.of("max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode"),
            "local",
            Set.of("max-size", "max-file", "compress", "mode"),
            "none",
            Set.of());

    private static final Pattern RUNTIME_ANNOTATION = Pattern.compile("run\\.oci\\.|org\\.criu\\.");

    private SettingsCheck() {}

    static void check(ContainerRequest request) {
        HostOptions host = request.host();
        HostSettings settings = host.settings();
        checkMemory(host, settings.limits());
        checkProcessors(host, settings.limits());
        checkDisks(settings.limits());
        checkNamespaces(request, settings.namespaces());
        checkKernel(host, settings);
        settings.ulimits().forEach(SettingsCheck::checkUlimit);
        settings.devices().forEach(device -> DeviceRules.checkAccess(device.permissions()));
        settings.deviceRules().forEach(DeviceRules::parse);
        SeccompProfiles.check(
                SecurityOptions.parse(settings.security().options()).seccomp());
        checkLogging(settings.logging());
        checkAnnotations(settings.annotations());
    }

    private static void checkMemory(HostOptions host, Limits limits) {
        long memory = host.memoryBytes();
        long swap = limits.memorySwapBytes();
        require(
                memory <= 0 || swap <= 0 || swap >= memory,
                "Minimum memoryswap limit should be larger than memory limit, see usage");
        require(
                memory != 0 || swap <= 0,
                "You should always set the Memory limit when using Memoryswap limit, see usage");
        Integer swappiness = limits.swappiness();
        require(
                swappiness == null || (swappiness >= 0 && swappiness <= 100),
                "Invalid value: " + swappiness + ", valid memory swappiness range is 0-100");
        long reserved = limits.memoryReservationBytes();
        require(reserved == 0 || reserved >= MINIMUM_MEMORY, "Minimum memory reservation allowed is 6MB");
        require(
                memory == 0 || memory >= reserved,
                "Minimum memory limit can not be less than memory reservation limit, see usage");
    }

    private static void checkProcessors(HostOptions host, Limits limits) {
        require(
                host.nanoCpus() == 0 || limits.cpuPeriodMicros() == 0,
                "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        require(
                host.nanoCpus() == 0 || limits.cpuQuotaMicros() == 0,
                "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        require(
                limits.cpuShares() >= 0,
                "invalid CPU shares (" + limits.cpuShares() + "): value must be a positive integer");
        require(
                limits.cpuPeriodMicros() == 0 || inRange(limits.cpuPeriodMicros(), 1000, 1_000_000),
                "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        require(
                limits.cpuQuotaMicros() <= 0 || limits.cpuQuotaMicros() >= 1000,
                "CPU cfs quota can not be less than 1ms (i.e. 1000)");
        CpuSet.check(limits.cpus(), "cpus", "CPUs");
        CpuSet.check(limits.memoryNodes(), "mems", "memory nodes");
    }

    private static void checkDisks(Limits limits) {
        int weight = limits.blockWeight();
        require(weight == 0 || inRange(weight, 10, 1000), "Range of blkio weight is from 10 to 1000");
        for (List<DeviceRate> rates : List.of(
                limits.blockWeightDevices(),
                limits.readBytes(),
                limits.writeBytes(),
                limits.readOperations(),
                limits.writeOperations())) {
            for (DeviceRate rate : rates) {
                require(Files.exists(Path.of(rate.path())), "no such file or directory: \"" + rate.path() + "\"");
            }
        }
    }

    private static void checkNamespaces(ContainerRequest request, Namespaces namespaces) {
        String ipc = namespaces.ipc();
        require(
                Set.of("", "none", "private", "shareable", "host").contains(ipc) || namesContainer(ipc),
                "invalid IPC mode: " + ipc);
        String pid = namespaces.pid();
        require(Set.of("", "host").contains(pid) || namesContainer(pid), "invalid PID mode: " + pid);
        require(Set.of("", "host").contains(namespaces.uts()), "invalid UTS mode: " + namespaces.uts());
        require(
                Set.of("", "private", "host").contains(namespaces.cgroup()),
                "invalid cgroup namespace mode: " + namespaces.cgroup());
        String hostname = request.hostname();
        require(
                !namespaces.uts().equals("host") || hostname == null || hostname.isEmpty(),
                "conflicting options: hostname and the UTS mode");
    }

    private static boolean namesContainer(String mode) {
        return mode.startsWith(OTHER_CONTAINER) && mode.length() > OTHER_CONTAINER.length();
    }

    private static void checkKernel(HostOptions host, HostSettings settings) {
        require(settings.shmBytes() >= 0, "SHM size can not be less than 0");
        int oom = settings.oomScoreAdj();
        require(
                inRange(oom, -OOM_RANGE, OOM_RANGE),
                "Invalid value " + oom + ", range for oom score adj is [-1000, 1000]");
        HostLimits.checkOomScore(oom);
        settings.sysctls().keySet().forEach(name -> checkSysctl(host, settings.namespaces(), name));
    }

    private static void checkSysctl(HostOptions host, Namespaces namespaces, String name) {
        require(
                name.startsWith("net.")
                        || name.startsWith("fs.mqueue.")
                        || name.equals("kernel.domainname")
                        || IPC_SYSCTLS.contains(name),
                "sysctl \"" + name + "\" is not in a separate kernel namespace");
        require(
                !name.startsWith("net.") || !host.network().equals("host"),
                "sysctl \"" + name + "\" not allowed in host network namespace");
        require(
                !IPC_SYSCTLS.contains(name) || !namespaces.ipc().equals("host"),
                "sysctl \"" + name + "\" is not allowed in the hosts ipc namespace");
    }

    private static void checkUlimit(Ulimit ulimit) {
        require(ULIMITS.contains(ulimit.name()), "invalid ulimit type: " + ulimit.name());
        boolean soft = ulimit.soft() >= 0 && (ulimit.hard() < 0 || ulimit.soft() <= ulimit.hard());
        require(
                soft || ulimit.hard() < 0,
                String.format(
                        Locale.ROOT,
                        "ulimit soft limit must be less than or equal to hard limit: %d > %d",
                        ulimit.soft(),
                        ulimit.hard()));
        HostLimits.checkUlimit(ulimit);
    }

    private static void checkLogging(Logging logging) {
        Set<String> known = LOG_OPTIONS.get(logging.driver());
        if (known == null) {
            throw new InvalidInputException("logger: no log driver named '" + logging.driver()
                    + "' is registered; this engine has json-file, local and none");
        }
        for (String option : logging.options().keySet()) {
            require(known.contains(option), "unknown log opt '" + option + "' for " + logging.driver() + " log driver");
        }
        LogLimits.of(logging);
    }

    /// crun takes orders by annotations of its own.
    private static void checkAnnotations(Map<String, String> annotations) {
        for (String name : annotations.keySet()) {
            require(
                    !RUNTIME_ANNOTATION.matcher(name).lookingAt(),
                    "invalid annotation \"" + name + "\": names that begin with \"run.oci.\" are the engine's own");
        }
    }

    private static boolean inRange(long value, long from, long to) {
        return value >= from && value <= to;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidInputException(message);
        }
    }
}
