package dev.onionyard.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdleMemoryTests {

    private static final long A_SECOND = 1_000_000_000L;

    private final AtomicLong processorNanos = new AtomicLong();
    private final AtomicInteger releases = new AtomicInteger();
    private final IdleMemory memory = new IdleMemory(processorNanos::get, releases::incrementAndGet);

    @Test
    void keepsLittleOfTheHeapFree() {
        IdleMemory running = new IdleMemory();
        try {
            running.begin();

            assertThat(IdleMemory.option("MinHeapFreeRatio")).isEqualTo("5");
            assertThat(IdleMemory.option("MaxHeapFreeRatio")).isEqualTo("10");
        } finally {
            running.destroy();
        }
    }

    @Test
    void releasesOnceAfterTheStart() {
        memory.look();
        memory.look();

        assertThat(releases).hasValue(1);
    }

    @Test
    void waitsUntilWorkHasEnded() {
        processorNanos.addAndGet(8 * A_SECOND);
        memory.look();
        processorNanos.addAndGet(2 * A_SECOND);
        memory.look();
        assertThat(releases).hasValue(0);

        memory.look();

        assertThat(releases).hasValue(1);
    }

    @Test
    void releasesAgainAfterMoreWork() {
        memory.look();
        processorNanos.addAndGet(3 * A_SECOND);
        memory.look();
        memory.look();

        assertThat(releases).hasValue(2);
    }
}
