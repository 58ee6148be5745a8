package dev.onionyard.runtime;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a container may use. 0 and an empty text mean no limit, as in Docker's `Resources`.
///
/// @param pids number of processes and threads
public record ResourceLimits(Memory memory, Cpu cpu, long pids, BlockIo blockIo) {

    public static final ResourceLimits NONE = new ResourceLimits(0, 0, 0);

    /// The three limits that most people set.
    ///
    /// @param nanoCpus billionths of a processor
    public ResourceLimits(long memoryBytes, long nanoCpus, long pids) {
        this(new Memory(memoryBytes, 0, 0, null, false), new Cpu(nanoCpus, 0, 0, 0, "", ""), pids, BlockIo.NONE);
    }

    /// Memory.
    ///
    /// @param reservationBytes what it may count on when memory is short
    /// @param swapBytes memory and swap together; -1 for any amount
    /// @param swappiness 0 to 100, or null for the host's
    /// @param oomKillDisabled its processes wait instead of being killed
    public record Memory(
            long limitBytes,
            long reservationBytes,
            long swapBytes,
            @Nullable Integer swappiness,
            boolean oomKillDisabled) {

        public static final Memory NONE = new Memory(0, 0, 0, null, false);
    }

    /// Processors.
    ///
    /// @param nanoCpus billionths of a processor; goes before quota and period
    /// @param shares weight beside other containers; the kernel's default is 1024
    /// @param quotaMicros time in each period
    /// @param cpus which ones, for example `0-2,4`
    /// @param memoryNodes which memory nodes
    public record Cpu(
            long nanoCpus, long shares, long quotaMicros, long periodMicros, String cpus, String memoryNodes) {

        public static final Cpu NONE = new Cpu(0, 0, 0, 0, "", "");
    }

    /// Disks.
    ///
    /// @param weight beside other containers, 10 to 1000
    public record BlockIo(
            int weight,
            List<Rate> weightDevices,
            List<Rate> readBytes,
            List<Rate> writeBytes,
            List<Rate> readOperations,
            List<Rate> writeOperations) {

        public static final BlockIo NONE = new BlockIo(0, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /// A weight, or a limit each second, for one device node of the host.
    public record Rate(Path device, long value) {}
}
