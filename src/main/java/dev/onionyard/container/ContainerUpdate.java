package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.container.HostSettings.Limits;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to change about a container that may run. 0, empty and null leave a thing as it is, as in Docker's update.
///
/// @param pidsLimit -1 for none
/// @param limits its devices and [Limits#oomKillDisable] are not for changing
public record ContainerUpdate(
        long memoryBytes,
        long nanoCpus,
        @Nullable Long pidsLimit,
        Limits limits,
        @Nullable RestartPolicy restartPolicy) {

    /// The container's options after the change.
    ///
    /// @throws InvalidInputException in Docker's words if they do not go together
    HostOptions applyTo(HostOptions old) {
        Limits before = old.settings().limits();
        if (nanoCpus > 0 && (before.cpuPeriodMicros() > 0 || before.cpuQuotaMicros() > 0)) {
            throw new InvalidInputException(
                    "Conflicting options: Nano CPUs cannot be updated as CPU Period or Quota has already been set");
        }
        if (old.nanoCpus() > 0 && (limits.cpuPeriodMicros() > 0 || limits.cpuQuotaMicros() > 0)) {
            throw new InvalidInputException(
                    "Conflicting options: CPU Period or Quota cannot be updated as NanoCPUs has already been set");
        }
        long memory = either(memoryBytes, old.memoryBytes());
        if (memory > 0 && before.memorySwapBytes() > 0 && limits.memorySwapBytes() == 0) {
            checkSwap(memory, before.memorySwapBytes());
        }
        if (restartPolicy != null && restartPolicy.mode() != RestartPolicy.Mode.NO && old.autoRemove()) {
            throw new ConflictException(
                    "Restart policy cannot be updated because AutoRemove is enabled for the container");
        }
        return old.withLimits(
                memory,
                either(nanoCpus, old.nanoCpus()),
                pidsLimit == null ? old.pidsLimit() : pidsLimit,
                restartPolicy == null ? old.restartPolicy() : restartPolicy,
                merge(before));
    }

    private static void checkSwap(long memory, long swap) {
        if (memory > swap) {
            throw new InvalidInputException("Memory limit should be smaller than already set memoryswap limit, update"
                    + " the memoryswap at the same time");
        }
    }

    private Limits merge(Limits old) {
        return new Limits(
                either(limits.memoryReservationBytes(), old.memoryReservationBytes()),
                either(limits.memorySwapBytes(), old.memorySwapBytes()),
                old.swappiness(),
                old.oomKillDisable(),
                either(limits.cpuShares(), old.cpuShares()),
                either(limits.cpuQuotaMicros(), old.cpuQuotaMicros()),
                either(limits.cpuPeriodMicros(), old.cpuPeriodMicros()),
                limits.cpus().isEmpty() ? old.cpus() : limits.cpus(),
                limits.memoryNodes().isEmpty() ? old.memoryNodes() : limits.memoryNodes(),
                limits.blockWeight() == 0 ? old.blockWeight() : limits.blockWeight(),
                either(limits.blockWeightDevices(), old.blockWeightDevices()),
                either(limits.readBytes(), old.readBytes()),
                either(limits.writeBytes(), old.writeBytes()),
                either(limits.readOperations(), old.readOperations()),
                either(limits.writeOperations(), old.writeOperations()));
    }

    private static long either(long asked, long old) {
        return asked == 0 ? old : asked;
    }

    private static <T> List<T> either(List<T> asked, List<T> old) {
        return asked.isEmpty() ? old : asked;
    }
}
