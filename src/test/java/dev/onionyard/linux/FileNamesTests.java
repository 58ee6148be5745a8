package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileNamesTests {

    @Test
    void keepsUtf8AsItIs() {
        String name = "tea-茶-🍵-é-\uFFFD";
        assertThat(FileNames.encode(name)).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
        assertThat(FileNames.decode(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(name);
    }

    @Test
    void bytesThatAreNotUtf8ComeBack() {
        byte[] latin1 = {'c', 'a', 'f', (byte) 0xE9, '.', (byte) 0xC0, (byte) 0xAF};
        assertThat(FileNames.decode(latin1)).isEqualTo("caf\uDCE9.\uDCC0\uDCAF");
        assertThat(FileNames.encode(FileNames.decode(latin1))).isEqualTo(latin1);
    }

    @Test
    void anyBytesComeBack() {
        var random = new Random(7);
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = new byte[random.nextInt(1, 12)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = bytes[i] == 0 ? 1 : bytes[i];
            }
            assertThat(FileNames.encode(FileNames.decode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void encodedSurrogatesAreBytesNotChars() {
        byte[] surrogate = {(byte) 0xED, (byte) 0xB2, (byte) 0x80};
        assertThat(FileNames.decode(surrogate)).isEqualTo("\uDCED\uDCB2\uDC80");
    }

    @Test
    void refusesNul() {
        assertThatThrownBy(() -> FileNames.encode("a\0b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("NUL");
    }
}
