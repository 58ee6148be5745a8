package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTests {

    @Test
    void splitsAtBlanks() {
        assertThat(ShellWords.split("  sh -c\tls\n/ ")).containsExactly("sh", "-c", "ls", "/");
        assertThat(ShellWords.split(" \t")).isEmpty();
    }

    @Test
    void keepsQuotedBlanksAndEmptyWords() {
        assertThat(ShellWords.split("sh -c 'echo  \"hi\"' ''")).containsExactly("sh", "-c", "echo  \"hi\"", "");
        assertThat(ShellWords.split("a\"b c\"d'e f'")).containsExactly("ab cde f");
    }

    @Test
    void readsBackslashesAsTheShellDoes() {
        assertThat(ShellWords.split("a\\ b \\' \\\\")).containsExactly("a b", "'", "\\");
        assertThat(ShellWords.split("\"\\$x \\n \\\" \\\\\"")).containsExactly("$x \\n \" \\");
        assertThat(ShellWords.split("'\\n'")).containsExactly("\\n");
        assertThat(ShellWords.split("run \\\n -x")).containsExactly("run", "-x");
    }

    @Test
    void expandsNothing() {
        assertThat(ShellWords.split("echo $HOME * ~ `id` ; ls"))
                .containsExactly("echo", "$HOME", "*", "~", "`id`", ";", "ls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'open", "\"open", "a \\", "\"a\\"})
    void refusesWhatIsNotClosed(String line) {
        assertThatThrownBy(() -> ShellWords.split(line))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void joinedWordsSplitIntoThemselves() {
        var words = List.of("sh", "-c", "it's $5 \"now\"", "", "tab\there", "中文", "a\nb", "\\", "~", "k=v");
        assertThat(ShellWords.split(ShellWords.join(words))).isEqualTo(words);
        assertThat(ShellWords.join(List.of("nginx", "-g", "daemon off;"))).isEqualTo("nginx -g 'daemon off;'");
    }
}
