package dev.onionyard.container;

import dev.onionyard.linux.ControlGroup;
import dev.onionyard.linux.Host;
import dev.onionyard.linux.InterfaceCounters;
import java.time.Clock;
import org.springframework.stereotype.Service;

/// Reads what containers use from the kernel's counters.
@Service
class CgroupStats implements ContainerStats {

    private final ContainerTable table;
    private final Clock clock;

    CgroupStats(ContainerTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Sample sample(String nameOrId) {
        StoredContainer container = table.get(nameOrId);
        RuntimeLifecycle.requireAlive(container);
        int pid = container.view().status().pid();
        ControlGroup.Usage usage = ControlGroup.of(pid).usage();
        InterfaceCounters network = InterfaceCounters.of(pid);
        return new Sample(
                clock.instant(),
                usage.cpuNanos(),
                usage.memoryBytes(),
                usage.memoryLimitBytes() == 0 ? Host.memoryBytes() : usage.memoryLimitBytes(),
                usage.pids(),
                usage.readBytes(),
                usage.writtenBytes(),
                network.receivedBytes(),
                network.sentBytes(),
                new HostTime(Host.processorNanos(), Host.processors()));
    }
}
