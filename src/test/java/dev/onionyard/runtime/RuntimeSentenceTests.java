package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeSentenceTests {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            value = {
                "executable file `x` not found in $PATH: No such file or directory"
                        + "|exec: \"x\": executable file not found in $PATH",
                "executable file `/x` not found: No such file or directory"
                        + "|exec: \"/x\": stat /x: no such file or directory",
                "open executable: Operation not permitted|exec: permission denied",
                "open /proc/sys/net/x: No such file or directory|open /proc/sys/net/x: no such file or directory",
                "something else|something else",
            })
    void saysItAsRuncDoes(String crun, String runc) {
        assertThat(RuntimeSentence.asDocker(crun)).isEqualTo(runc);
    }
}
