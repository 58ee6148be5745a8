package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.container.ContainerRequest.RestartPolicy.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBackOffTests {

    @Test
    void doublesUpToAMinute() {
        Duration wait = Duration.ZERO;
        for (int i = 0; i < 3; i++) {
            wait = RestartBackOff.next(wait, Duration.ofMillis(5));
        }
        assertThat(wait).isEqualTo(Duration.ofMillis(400));
        for (int i = 0; i < 20; i++) {
            wait = RestartBackOff.next(wait, Duration.ofMillis(5));
        }
        assertThat(wait).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void beginsAnewAfterAGoodRun() {
        assertThat(RestartBackOff.next(Duration.ofSeconds(30), Duration.ofSeconds(11)))
                .isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void appliesAsThePolicySays() {
        assertThat(RestartBackOff.applies(RestartPolicy.NEVER, 1, 0)).isFalse();
        assertThat(RestartBackOff.applies(new RestartPolicy(Mode.ALWAYS, 0), 0, 99))
                .isTrue();
        assertThat(RestartBackOff.applies(new RestartPolicy(Mode.UNLESS_STOPPED, 0), 0, 99))
                .isTrue();
        assertThat(RestartBackOff.applies(new RestartPolicy(Mode.ON_FAILURE, 0), 0, 0))
                .isFalse();
        assertThat(RestartBackOff.applies(new RestartPolicy(Mode.ON_FAILURE, 0), 1, 99))
                .isTrue();
        assertThat(RestartBackOff.applies(new RestartPolicy(Mode.ON_FAILURE, 2), 1, 1))
                .isTrue();
        assertThat(RestartBackOff.applies(new RestartPolicy(Mode.ON_FAILURE, 2), 1, 2))
                .isFalse();
    }

    @Test
    void startsAtServerStartWhatWasNotStoppedOnPurpose() {
        assertThat(RestartBackOff.appliesAtServerStart(new RestartPolicy(Mode.ALWAYS, 0), true))
                .isTrue();
        assertThat(RestartBackOff.appliesAtServerStart(new RestartPolicy(Mode.UNLESS_STOPPED, 0), true))
                .isFalse();
        assertThat(RestartBackOff.appliesAtServerStart(new RestartPolicy(Mode.UNLESS_STOPPED, 0), false))
                .isTrue();
        assertThat(RestartBackOff.appliesAtServerStart(new RestartPolicy(Mode.ON_FAILURE, 0), false))
                .isFalse();
        assertThat(RestartBackOff.appliesAtServerStart(RestartPolicy.NEVER, false))
                .isFalse();
    }
}
