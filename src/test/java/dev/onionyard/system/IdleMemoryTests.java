package dev.onionyard.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleMemoryTests {

    @Test
    void keepsLittleOfTheHeapFree() {
        IdleMemory memory = new IdleMemory();
        try {
            memory.begin();

            assertThat(IdleMemory.option("MinHeapFreeRatio")).isEqualTo("5");
            assertThat(IdleMemory.option("MaxHeapFreeRatio")).isEqualTo("10");
        } finally {
            memory.destroy();
        }
    }
}
