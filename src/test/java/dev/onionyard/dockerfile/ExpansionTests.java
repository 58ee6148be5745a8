package dev.onionyard.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpansionTests {

    private static final Map<String, String> VALUES =
            Map.of("x", "value", "empty", "", "path", "/usr/local/lib/a.tar.gz", "blanks", "a  b");

    private static final Expansion EXPANSION = new Expansion('\\');

    private static String expand(String word) {
        return EXPANSION.expand(word, VALUES::get);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            $x                      | value
            ${x}y                   | valuey
            $xy-                    | -
            \\$x                    | $x
            '$x'                    | $x
            "$x"                    | value
            "a\\"b"                 | a"b
            "a\\nb"                 | a\\nb
            a\\nb                   | anb
            $                       | $
            a$                      | a$
            ${x:-other}             | value
            ${empty:-other}         | other
            ${empty-other}          | ~~
            ${none-other}           | other
            ${none:-${x}}           | value
            ${x:+other}             | other
            ${empty:+other}         | ~~
            ${empty+other}          | other
            ${none:-"a b"}          | a b
            ${path#*/}              | usr/local/lib/a.tar.gz
            ${path##*/}             | a.tar.gz
            ${path%.*}              | /usr/local/lib/a.tar
            ${path%%.*}             | /usr/local/lib/a
            ${path/l/L}             | /usr/Local/lib/a.tar.gz
            ${path//l/L}            | /usr/LocaL/Lib/a.tar.gz
            ${path/\\/usr/}         | /local/lib/a.tar.gz
            ${x#v?l}                | ue
            """)
    void replaces(String word, String expected) {
        assertThat(expand(word)).isEqualTo(expected);
    }

    @Test
    void valuesWithBlanksBecomeWordsUnlessQuoted() {
        assertThat(EXPANSION.expandWords("$blanks c", VALUES::get)).containsExactly("a", "b", "c");
        assertThat(EXPANSION.expandWords("\"$blanks\"", VALUES::get)).containsExactly("a  b");
    }

    @Test
    void quotesInATextAreNothingSpecial() {
        assertThat(EXPANSION.expandText("it's \"$x\" \\n \\$x\n", VALUES::get)).isEqualTo("it's \"value\" \\n $x\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${x", "${", "${}", "'a", "\"a", "${x:*}", "${x^}", "${none:?no value}", "${x:"})
    void refuses(String word) {
        assertThatThrownBy(() -> expand(word))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("failed to process \"" + word + "\": ");
    }

    @Test
    void aDemandedValueIsNamed() {
        assertThatThrownBy(() -> expand("${none:?set it}")).hasMessageEndingWith("none: set it");
    }

    @Test
    void survivesGarbage() {
        var random = new Random(3);
        String alphabet = "$${}{}:-+?#%/*'\"\\ab xnone";
        for (int i = 0; i < 20_000; i++) {
            var word = new StringBuilder();
            for (int j = random.nextInt(24); j > 0; j--) {
                word.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                expand(word.toString());
            } catch (InvalidInputException e) {
                assertThat(e.getMessage()).startsWith("failed to process");
            }
        }
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> expand("${a:-".repeat(5000))).isInstanceOf(InvalidInputException.class);
    }
}
