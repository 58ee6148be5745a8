package dev.onionyard.system;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Gives memory back to the host once the server has nothing to do: what the start and big archives needed is garbage,
/// but the virtual machine keeps it unless told otherwise. Set from inside, so that a plain `java -jar` is small too.
/// Another virtual machine is left as it is.
@Component
class IdleMemory implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(IdleMemory.class);

    private static final Duration LOOK = Duration.ofSeconds(10);

    /// Processor time in [#LOOK] from which on the server is busy: 5 per cent of one core.
    private static final long BUSY_NANOS = LOOK.toNanos() / 20;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("idle-memory").factory());
    private final LongSupplier processorNanos;
    private final Runnable release;

    /// The start is work, too.
    private boolean hasWorked = true;

    private long lastNanos;

    @Autowired
    IdleMemory() {
        this(IdleMemory::processorNanos, IdleMemory::release);
    }

    IdleMemory(LongSupplier processorNanos, Runnable release) {
        this.processorNanos = processorNanos;
        this.release = release;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        // How much of the heap stays free after a collection, in per cent. The smaller first: it must not pass the
        // larger.
        set("MinHeapFreeRatio", "5");
        set("MaxHeapFreeRatio", "10");
        timer.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Releases once after each time of work, as a full collection stops everything for a tenth of a second.
    void look() {
        long now = processorNanos.getAsLong();
        boolean busy = now - lastNanos > BUSY_NANOS;
        if (!busy && hasWorked) {
            release.run();
        }
        hasWorked = busy;
        lastNanos = processorNanos.getAsLong();
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }

    static String option(String name) {
        return virtualMachine().getVMOption(name).getValue();
    }

    private static void set(String option, String value) {
        try {
            virtualMachine().setVMOption(option, value);
        } catch (IllegalArgumentException e) {
            log.debug("The virtual machine has no option {} to change", option, e);
        }
    }

    private static HotSpotDiagnosticMXBean virtualMachine() {
        return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /// Garbage, then free pieces of the memory outside the heap, which the C library keeps.
    private static void release() {
        System.gc();
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "systemTrimNativeHeap", null, null);
        } catch (JMException e) {
            log.debug("The virtual machine cannot trim its memory", e);
        }
    }
}
