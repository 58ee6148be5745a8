package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerViewsTests {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT0.2S, Less than a second",
        "PT1S, 1 second",
        "PT59S, 59 seconds",
        "PT1M, About a minute",
        "PT59M, 59 minutes",
        "PT1H, About an hour",
        "PT3H, 3 hours",
        "P3D, 3 days",
        "P21D, 3 weeks",
        "P90D, 3 months",
        "P900D, 2 years"
    })
    void agesAreSaidAsDockerSaysThem(Duration age, String words) {
        assertThat(ContainerViews.age(NOW.minus(age), NOW)).isEqualTo(words);
    }
}
