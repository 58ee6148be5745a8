package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeLimitTests {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "1h30m, 2026-11-22T10:30:00Z",
        "1.5s, 2026-11-22T11:59:58.5Z",
        "24h, 2026-11-21T12:00:00Z",
        "100, 1970-01-01T00:01:40Z",
        "100.25, 1970-01-01T00:01:40.25Z",
        "2026-01-02, 2026-01-02T00:00:00Z",
        "2026-01-02T03:04:05, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04, 2026-01-02T03:04:00Z",
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+08:00, 2026-01-01T19:04:05Z"
    })
    void readsWhatDockerReads(String text, Instant expected) {
        assertThat(TimeLimit.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-", "5y", "1..5h", "99999999999999h", "2026-13-01", ""})
    void refusesOthers(String text) {

        assertThatThrownBy(() -> TimeLimit.parse(text, NOW))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("failed to parse value as time or duration: \"" + text + "\"");
    }
}
