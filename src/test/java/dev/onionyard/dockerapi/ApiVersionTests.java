package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class ApiVersionTests {

    @Test
    void readsMajorAndMinorAsNumbers() {
        assertThat(ApiVersion.parse("1.41")).isEqualTo(new ApiVersion(1, 41));
        assertThat(ApiVersion.parse("1.41").atLeast(1, 5)).isTrue();
    }

    @Test
    void refusesOldClientsInDockersWords() {
        assertThatThrownBy(() -> ApiVersion.parse("1.12"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("client version 1.12 is too old. Minimum supported API version is 1.24");
    }

    @Test
    void refusesNewClientsInDockersWords() {
        assertThatThrownBy(() -> ApiVersion.parse("1.99"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("client version 1.99 is too new. Maximum supported API version is");
    }
}
