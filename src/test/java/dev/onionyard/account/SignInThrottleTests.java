package dev.onionyard.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInThrottleTests {

    private final TestClock clock = new TestClock();
    private final SignInThrottle throttle = new SignInThrottle(clock);

    @Test
    void leavesAFewFailuresFree() {
        for (int i = 0; i < 6; i++) {
            assertThat(throttle.begin("lxl", "10.0.0.1")).isZero();
        }
    }

    @Test
    void doublesTheWaitOfAnAddressWithEachFailure() {
        fail("10.0.0.1", 6);
        assertThat(throttle.begin("lxl", "10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(throttle.begin("lxl", "10.0.0.1")).isZero();
        assertThat(throttle.begin("lxl", "10.0.0.1")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void countsAnAddressOverAllNames() {
        fail("10.0.0.1", 6);
        assertThat(throttle.begin("somebody-else", "10.0.0.1")).isPositive();
        assertThat(throttle.begin("somebody-else", "10.0.0.2")).isZero();
    }

    @Test
    void countsANameOverAllAddressesButNeverWaitsLong() {
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 200; i++) {
            Duration wait = throttle.begin("lxl", "10.0.1." + i);
            longest = wait.compareTo(longest) > 0 ? wait : longest;
            clock.advance(wait);
        }
        assertThat(longest).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void forgetsAfterAWhile() {
        fail("10.0.0.1", 6);
        clock.advance(SignInThrottle.MEMORY.plusSeconds(1));
        fail("10.0.0.1", 5);
        assertThat(throttle.begin("lxl", "10.0.0.1")).isZero();
    }

    @Test
    void aSuccessForgivesTheNameButNotTheAddress() {
        fail("10.0.0.1", 5);
        throttle.begin("lxl", "10.0.0.1");
        throttle.succeeded("lxl", "10.0.0.1");
        throttle.begin("another", "10.0.0.1");
        assertThat(throttle.begin("another", "10.0.0.1")).isPositive();
    }

    /// Different names, so that only the address counts.
    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(throttle.begin("name-" + i, address)).isZero();
        }
    }
}
