package dev.onionyard.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileBytesTests {

    @Test
    void tellsTextFromBinary() {
        assertThat(FileBytes.of(utf8("a\n\nb"))).isEqualTo(new FileBytes.Text(List.of("a", "", "b")));
        assertThat(FileBytes.of(utf8("a\r\n"))).isEqualTo(new FileBytes.Text(List.of("a\r")));
        assertThat(FileBytes.of(new byte[0])).isEqualTo(new FileBytes.Text(List.of()));
        assertThat(FileBytes.of(new byte[] {'a', 0})).isInstanceOf(FileBytes.Binary.class);
        assertThat(FileBytes.of(new byte[] {(byte) 0xC3, 'a'})).isInstanceOf(FileBytes.Binary.class);
    }

    @Test
    void showsTheFirstBytesAsHexdumpDoes() {
        var binary = (FileBytes.Binary) FileBytes.of(new byte[] {0, 'A', 1, 2, 3, 4, 5, 6, 7, (byte) 0xFF});

        assertThat(binary.head())
                .containsExactly(new FileBytes.HexRow("00000000", "00 41 01 02 03 04 05 06  07 ff", ".A........"));
        assertThat(((FileBytes.Binary) FileBytes.of(new byte[10_000])).head()).hasSize(16);
    }

    @Test
    void doesNotOpenWhatIsTooLong() {
        assertThat(FileBytes.read(FileBytes.LIMIT + 1, () -> {
                    throw new AssertionError("opened");
                }))
                .isInstanceOf(FileBytes.TooLong.class);
        assertThat(FileBytes.read(1, () -> new ByteArrayInputStream(utf8("x")))).isInstanceOf(FileBytes.Text.class);
    }

    @Test
    void showsWhatIsInvisible() {
        assertThat(DiffLines.visible("a\u001b[31m\tb")).isEqualTo("a\u241b[31m\tb");
        assertThat(DiffLines.visible("x\u202ey")).isEqualTo("x⟨U+202E⟩y");
        assertThat(DiffLines.visible("é 中 🧅")).isEqualTo("é 中 🧅");
        assertThat(DiffLines.visible("x".repeat(5000))).hasSize(2001).endsWith("…");
    }

    @Test
    void leavesOutWhatIsFarFromAChange() {
        List<String> before = Collections.nCopies(20, "same");
        var after = new java.util.ArrayList<>(before);
        after.set(10, "other");

        DiffLines lines = DiffLines.of(before, after);

        assertThat(lines.lines()).hasSize(3 + 1 + 1 + 3 + 2);
        assertThat(lines.lines().getFirst().sign()).isEqualTo("gap");
        assertThat(lines.lines().get(4)).isEqualTo(new DiffLines.Line("removed", 11, null, "same"));
        assertThat(DiffLines.of(before, before).lines()).hasSize(20);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
