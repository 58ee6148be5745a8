package dev.onionyard.system;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Gives memory back to the host once the server has nothing to do: what the start and big archives needed is garbage,
/// but the virtual machine keeps it unless told otherwise. Set from inside, so that a plain `java -jar` is small too.
/// Another virtual machine, or another collector than G1, is left as it is.
@Component
class IdleMemory implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(IdleMemory.class);

    private static final Duration IDLE = Duration.ofSeconds(20);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("idle-memory").factory());

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        // How much of the heap stays free after a collection, in per cent. The smaller first: it must not pass the
        // larger.
        set("MinHeapFreeRatio", "5");
        set("MaxHeapFreeRatio", "10");
        set("G1PeriodicGCInterval", Long.toString(IDLE.toMillis()));
        timer.scheduleWithFixedDelay(IdleMemory::trim, IDLE.toMillis(), IDLE.toMillis(), TimeUnit.MILLISECONDS);
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

    /// Free pieces of the memory outside the heap; the C library keeps them, too.
    private static void trim() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "systemTrimNativeHeap", null, null);
        } catch (JMException e) {
            log.debug("The virtual machine cannot trim its memory", e);
        }
    }
}
