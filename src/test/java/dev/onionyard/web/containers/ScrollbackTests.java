package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrollbackTests {

    private static void append(Scrollback scrollback, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        scrollback.append(bytes, bytes.length);
    }

    private static String text(Scrollback scrollback) {
        return new String(scrollback.snapshot(), StandardCharsets.UTF_8);
    }

    @Test
    void keepsEverythingWhileItFits() {
        var scrollback = new Scrollback(8);
        append(scrollback, "abc");
        append(scrollback, "defgh");
        assertThat(text(scrollback)).isEqualTo("abcdefgh");
        assertThat(scrollback.truncated()).isFalse();
    }

    @Test
    void beginsAtALineWhenOldOutputIsLost() {
        var scrollback = new Scrollback(12);
        append(scrollback, "first\nsecond\nthird\n");
        assertThat(scrollback.truncated()).isTrue();
        assertThat(text(scrollback)).isEqualTo("third\n");
    }

    @Test
    void keepsTheTailWhateverThePieces() {
        var random = new Random(42);
        var scrollback = new Scrollback(100);
        var all = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            String piece = Character.toString('a' + i % 26).repeat(random.nextInt(250));
            append(scrollback, piece);
            all.append(piece);
            int kept = Math.min(100, all.length());
            assertThat(text(scrollback)).isEqualTo(all.substring(all.length() - kept));
        }
    }
}
