package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerDurationTests {

    @ParameterizedTest
    @CsvSource({"30s, 30000", "1m30s, 90000", "1.5h, 5400000", "500ms, 500", "7, 7000", "0s, 0"})
    void readsWhatDockerTakes(String text, long millis) {
        assertThat(DockerDuration.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "1 m", "-3s", "1d", "3sx", "999999999999h"})
    void refusesOthers(String text) {
        assertThat(DockerDuration.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "1m30s", "2m", "500ms", "0s", "60m"})
    void writesWhatItReads(String text) {
        assertThat(DockerDuration.text(DockerDuration.parse(text).orElseThrow()))
                .isEqualTo(text);
    }
}
