package dev.onionyard.dockerapi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class DetachKeysTests {

    private static final int CTRL_P = 0x10;
    private static final int CTRL_Q = 0x11;

    private final DetachKeys keys = DetachKeys.parse(DetachKeys.DEFAULT);

    @Test
    void theSequenceDetachesAndIsNotPassedOn() {
        var filtered = filter('l', 's', CTRL_P, CTRL_Q, 'x');

        assertThat(filtered.detached()).isTrue();
        assertThat(new String(filtered.passed(), US_ASCII)).isEqualTo("ls");
    }

    @Test
    void theSequenceMayComeInPieces() {
        assertThat(filter(CTRL_P).detached()).isFalse();
        assertThat(filter(CTRL_Q).detached()).isTrue();
    }

    @Test
    void keysThatOnlyBeginTheSequenceArePassedOnLater() {
        assertThat(filter(CTRL_P).passed()).isEmpty();
        assertThat(filter('a').passed()).containsExactly(CTRL_P, 'a');
    }

    @Test
    void theFirstKeyTwiceStillBeginsTheSequence() {
        var filtered = filter(CTRL_P, CTRL_P, CTRL_Q);

        assertThat(filtered.detached()).isTrue();
        assertThat(filtered.passed()).containsExactly(CTRL_P);
    }

    @Test
    void refusesUnknownKeys() {
        assertThatThrownBy(() -> DetachKeys.parse("ctrl-5")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> DetachKeys.parse("")).isInstanceOf(InvalidInputException.class);
    }

    private DetachKeys.Filtered filter(int... input) {
        var bytes = new byte[input.length];
        for (int i = 0; i < input.length; i++) {
            bytes[i] = (byte) input[i];
        }
        return keys.filter(bytes, bytes.length);
    }
}
