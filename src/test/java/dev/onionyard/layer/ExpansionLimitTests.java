package dev.onionyard.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExpansionLimitTests {

    @Test
    void stopsWhatIsLargeAndCameFromNextToNothing() {
        var bomb = new ExpansionLimit(new ByteArrayInputStream(new byte[5000]), () -> 10, 1000);
        assertThatThrownBy(bomb::readAllBytes)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("10 compressed bytes expand to more than");
    }

    @Test
    void letsPassWhatIsSmallOrCompressesAsWellAsFilesDo() throws IOException {
        assertThat(new ExpansionLimit(new ByteArrayInputStream(new byte[900]), () -> 1, 1000).readAllBytes())
                .hasSize(900);
        assertThat(new ExpansionLimit(new ByteArrayInputStream(new byte[5000]), () -> 100, 1000).readAllBytes())
                .hasSize(5000);
    }
}
