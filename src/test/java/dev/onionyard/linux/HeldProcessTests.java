package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeldProcessTests {

    private static final int USR1 = 10;

    @Test
    void sendsASignal() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try (HeldProcess held = HeldProcess.open(process.pid()).orElseThrow()) {
            held.signal(USR1);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + USR1);
            held.signal(USR1);
        }
    }

    @Test
    void isNotThereForANumberThatNobodyHas() {
        assertThat(HeldProcess.open(Integer.MAX_VALUE)).isEmpty();
    }
}
