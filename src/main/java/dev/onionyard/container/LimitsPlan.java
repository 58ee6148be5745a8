package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.HostSettings.DeviceRate;
import dev.onionyard.container.HostSettings.Limits;
import dev.onionyard.container.HostSettings.Logging;
import dev.onionyard.linux.ControlGroup.Ability;
import dev.onionyard.runtime.ResourceLimits;
import dev.onionyard.runtime.ResourceLimits.BlockIo;
import dev.onionyard.runtime.ResourceLimits.Cpu;
import dev.onionyard.runtime.ResourceLimits.Memory;
import dev.onionyard.runtime.ResourceLimits.Rate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Turns what was asked for into limits for the runtime, and says what this host's kernel cannot limit.
final class LimitsPlan {

    private static final String DISCARDED = " or the cgroup is not mounted. ";

    private LimitsPlan() {}

    /// Without what this host cannot do.
    static ResourceLimits of(HostOptions host) {
        Limits limits = host.settings().limits();
        boolean weight = Ability.BLOCK_WEIGHT.present();
        return new ResourceLimits(
                Ability.MEMORY.present() ? memory(host) : Memory.NONE,
                Ability.CPU_QUOTA.present() ? cpu(host) : Cpu.NONE,
                Ability.PIDS.present() ? Math.max(-1, host.pidsLimit()) : 0,
                new BlockIo(
                        weight ? limits.blockWeight() : 0,
                        weight ? rates(limits.blockWeightDevices()) : List.of(),
                        rates(limits.readBytes()),
                        rates(limits.writeBytes()),
                        rates(limits.readOperations()),
                        rates(limits.writeOperations())));
    }

    private static Memory memory(HostOptions host) {
        Limits limits = host.settings().limits();
        return new Memory(
                host.memoryBytes(),
                limits.memoryReservationBytes(),
                swap(host),
                limits.swappiness(),
                limits.oomKillDisable());
    }

    private static Cpu cpu(HostOptions host) {
        Limits limits = host.settings().limits();
        return new Cpu(
                host.nanoCpus(),
                limits.cpuShares(),
                limits.cpuQuotaMicros(),
                limits.cpuPeriodMicros(),
                limits.cpus(),
                limits.memoryNodes());
    }

    /// Docker gives as much swap as memory where nobody says otherwise.
    static long swap(HostOptions host) {
        long asked = host.settings().limits().memorySwapBytes();
        if (host.memoryBytes() <= 0 || !Ability.SWAP.present()) {
            return 0;
        }
        return asked == 0 ? Math.multiplyExact(2, host.memoryBytes()) : asked;
    }

    /// Docker's sentences about what is left out, and about what is dangerous.
    static List<String> warnings(HostOptions host) {
        var warnings = new ArrayList<String>();
        Limits limits = host.settings().limits();
        if (host.memoryBytes() > 0 && !Ability.MEMORY.present()) {
            warnings.add(
                    "Your kernel does not support memory limit capabilities" + DISCARDED + "Limitation discarded.");
        } else if (host.memoryBytes() > 0 && limits.memorySwapBytes() != -1 && !Ability.SWAP.present()) {
            warnings.add("Your kernel does not support swap limit capabilities" + DISCARDED
                    + "Memory limited without swap.");
        }
        if ((host.nanoCpus() > 0 || limits.cpuQuotaMicros() > 0) && !Ability.CPU_QUOTA.present()) {
            warnings.add("Your kernel does not support CPU cfs period/quota" + DISCARDED + "Quota discarded.");
        }
        if (host.pidsLimit() > 0 && !Ability.PIDS.present()) {
            warnings.add("Your kernel does not support PIDs limit capabilities" + DISCARDED + "PIDs limit discarded.");
        }
        if (limits.oomKillDisable() && host.memoryBytes() == 0) {
            warnings.add("OOM killer is disabled for the container, but no memory limit is set, this can result in"
                    + " the system running out of resources.");
        }
        if (limits.blockWeight() > 0 && !Ability.BLOCK_WEIGHT.present()) {
            warnings.add("Your kernel does not support Block I/O weight" + DISCARDED + "Weight discarded.");
        }
        Logging logging = host.settings().logging();
        if (Boolean.parseBoolean(logging.options().getOrDefault("compress", "false"))) {
            warnings.add("Log option compress discarded. Rotated logs are kept as they are.");
        }
        return warnings;
    }

    private static List<Rate> rates(List<DeviceRate> rates) {
        return rates.stream()
                .map(rate -> new Rate(Path.of(rate.path()), rate.value()))
                .toList();
    }
}
