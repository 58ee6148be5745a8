package dev.onionyard.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.HealthCheck;
import dev.onionyard.oci.ProcessDefaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigChangesTests {

    private static final ProcessDefaults BASE = new ProcessDefaults(
            "root",
            Set.of("80/tcp"),
            List.of("PATH=/bin", "HOME=/root"),
            List.of("/entry"),
            List.of("start"),
            Set.of("/old"),
            "/srv",
            Map.of("a", "1"),
            "SIGTERM",
            List.of(),
            List.of(),
            null);

    private final ConfigChanges changes = new DockerfileChanges();

    @Test
    void changesNothingWithoutInstructions() {
        assertThat(changes.apply(BASE, List.of())).isEqualTo(BASE);
        assertThat(changes.apply(BASE, List.of("", "# comment"))).isEqualTo(BASE);
    }

    @Test
    void setsCommandsInBothForms() {
        assertThat(apply("CMD [\"sh\", \"-c\", \"a b\"]").cmd()).containsExactly("sh", "-c", "a b");
        assertThat(apply("cmd echo $HOME").cmd()).containsExactly("/bin/sh", "-c", "echo $HOME");
        assertThat(apply("CMD ['sh']").cmd()).containsExactly("/bin/sh", "-c", "['sh']");
        assertThat(apply("CMD []").cmd()).isEmpty();
    }

    @Test
    void aNewEntrypointDropsTheOldCommand() {
        assertThat(apply("ENTRYPOINT [\"/x\"]").entrypoint()).containsExactly("/x");
        assertThat(apply("ENTRYPOINT [\"/x\"]").cmd()).isEmpty();
        assertThat(apply("CMD [\"go\"]", "ENTRYPOINT [\"/x\"]").cmd()).containsExactly("go");
    }

    @Test
    void setsEnvironmentInOrder() {
        assertThat(apply("ENV PATH=/x:$PATH B=\"two words\" C='$HOME' D=a\\ b").env())
                .containsExactly("PATH=/x:/bin", "HOME=/root", "B=two words", "C=$HOME", "D=a b");
        assertThat(apply("ENV OLD the old form").env()).contains("OLD=the old form");
        assertThat(apply("ENV A=${HOME}/x B=${NONE:-d} C=${HOME:+e} D=$NONE E=$")
                        .env())
                .contains("A=/root/x", "B=d", "C=e", "D=", "E=$");
        assertThat(apply("ENV A=1", "ENV B=$A").env()).contains("B=1");
    }

    @Test
    void joinsContinuedLines() {
        assertThat(apply("ENV A=1 \\\n B=2").env()).contains("A=1", "B=2");
        assertThat(apply("ENV A=1\nUSER x").user()).isEqualTo("x");
    }

    @Test
    void setsPortsVolumesAndLabels() {
        assertThat(apply("EXPOSE 8080 53/UDP 9000-9002/tcp").exposedPorts())
                .containsExactly("53/udp", "80/tcp", "8080/tcp", "9000/tcp", "9001/tcp", "9002/tcp");
        assertThat(apply("VOLUME /a /b").volumes()).containsExactly("/a", "/b", "/old");
        assertThat(apply("VOLUME [\"/a b\"]").volumes()).containsExactly("/a b", "/old");
        assertThat(apply("LABEL a=2 \"b c\"=\"d e\"").labels())
                .containsExactly(Map.entry("a", "2"), Map.entry("b c", "d e"));
    }

    @Test
    void setsTheRest() {
        assertThat(apply("USER 1000:1000").user()).isEqualTo("1000:1000");
        assertThat(apply("WORKDIR /x/../y").workingDir()).isEqualTo("/y");
        assertThat(apply("WORKDIR sub").workingDir()).isEqualTo("/srv/sub");
        assertThat(apply("STOPSIGNAL SIGQUIT").stopSignal()).isEqualTo("SIGQUIT");
        assertThat(apply("ONBUILD RUN make").onBuild()).containsExactly("RUN make");
    }

    @Test
    void setsHealthChecks() {
        assertThat(apply("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 CMD curl -f x")
                        .healthCheck())
                .isEqualTo(new HealthCheck(
                        List.of("CMD-SHELL", "curl -f x"),
                        Duration.ofSeconds(90),
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        3));
        assertThat(apply("HEALTHCHECK CMD [\"true\"]").healthCheck())
                .isEqualTo(new HealthCheck(List.of("CMD", "true"), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0));
        assertThat(apply("HEALTHCHECK NONE").healthCheck())
                .isEqualTo(new HealthCheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RUN make                         | expected CMD, ENTRYPOINT",
                "USER                             | expected USER with an argument",
                "ENV A                            | expected NAME=value",
                "ENV A=1 B                        | not \"B\"",
                "ENV A=\"1                        | a closing \"",
                "ENV A=${B                        | a closing }",
                "ENV A=${B:?x}                    | ${NAME:-word}",
                "EXPOSE http                      | not \"http\"",
                "EXPOSE 70000                     | from 1 to 65535",
                "EXPOSE 80/icmp                   | not \"80/icmp\"",
                "EXPOSE 90-80                     | from 1 to 65535",
                "STOPSIGNAL no signal             | a signal such as",
                "ONBUILD FROM x                   | not FROM",
                "HEALTHCHECK curl                 | HEALTHCHECK NONE or",
                "HEALTHCHECK --interval=1 CMD x   | a duration",
                "HEALTHCHECK --interval=1us CMD x | at least 1ms",
                "HEALTHCHECK --every=1s CMD x     | not --every",
                "USER $NONE                       | its value is empty"
            })
    void refusesNamingWhatWasExpected(String instruction, String reason) {
        assertThatThrownBy(() -> apply(instruction))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cannot apply change \"" + instruction)
                .hasMessageContaining(reason);
    }

    private ProcessDefaults apply(String... instructions) {
        return changes.apply(BASE, List.of(instructions));
    }
}
