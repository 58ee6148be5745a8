package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTests {

    @ParameterizedTest
    @CsvSource({"KILL,9", "SIGTERM,15", "sighup,1", "28,28", "WINCH,28", "SIGRTMIN+3,37", "RTMAX-1,63", "SYS,31"})
    void readsNamesAndNumbers(String text, int number) {
        assertThat(Signals.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65", "NONE", "RTMIN+x", "RTMIN+31", "-9"})
    void refusesOthersInDockersWords(String text) {
        assertThatThrownBy(() -> Signals.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid signal: " + text);
    }

    @Test
    void names() {
        assertThat(Signals.name(9)).isEqualTo("SIGKILL");
        assertThat(Signals.name(40)).isEqualTo("SIG40");
    }
}
