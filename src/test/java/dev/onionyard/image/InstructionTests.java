package dev.onionyard.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.oci.HistoryEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/bin/sh -c #(nop)  CMD [\"sh\"]                        | CMD [\"sh\"]",
                "/bin/sh -c #(nop) ADD file:ab in /                     | ADD file:ab in /",
                "/bin/sh -e -c #(nop)  USER 1000:1000                   | USER 1000:1000",
                "/bin/bash -o pipefail -c #(nop)  WORKDIR /x            | WORKDIR /x",
                "/bin/sh -c apt-get update && apt-get install -y x      | RUN apt-get update && apt-get install -y x",
                "RUN /bin/sh -c make all # buildkit                     | RUN make all",
                "COPY /src /dst # buildkit                              | COPY /src /dst",
                "CMD [\"nginx\" \"-g\" \"daemon off;\"]                 | CMD [\"nginx\" \"-g\" \"daemon off;\"]",
                "ENV A=b                                                | ENV A=b",
                "CMD                                                    | CMD",
                "/bin/sh -ec echo hi                                    | RUN echo hi",
                "/bin/sh                                                | /bin/sh",
                "jib-core:0.27.3                                        | jib-core:0.27.3",
                "COMMAND x                                              | COMMAND x"
            })
    void readsAsADockerfileLine(String createdBy, String instruction) {
        assertThat(of(createdBy, "")).isEqualTo(instruction);
    }

    @Test
    void stripsBuildArguments() {
        assertThat(of("|1 VERSION=1.0 /bin/sh -c echo $VERSION", "")).isEqualTo("RUN echo $VERSION");
        assertThat(of("|1 VERSION=1.0 run.exe", "")).isEqualTo("|1 VERSION=1.0 run.exe");
        assertThat(of("RUN |2 A=1 B=two words /bin/sh -c make # buildkit", "")).isEqualTo("RUN make");
    }

    @Test
    void keepsScriptsOfSeveralLines() {
        assertThat(of("/bin/sh -c set -e;\n\tmake", "")).isEqualTo("RUN set -e;\n\tmake");
    }

    @Test
    void fallsBackToTheComment() {
        assertThat(of("", "Imported from rootfs.tar")).isEqualTo("Imported from rootfs.tar");
        assertThat(of("  ", "")).isEmpty();
    }

    private static String of(String createdBy, String comment) {
        return Instruction.of(new HistoryEntry(null, createdBy, "", comment, false));
    }
}
