package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PipedProcessTests {

    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin", "WORD", "here");

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void keepsOutputAndErrorsApartAndGivesTheExitCode() {
        assertThat(run("echo out $WORD $HOME; echo err >&2; exit 9")).isEqualTo(9);
        assertThat(stdout).hasToString("out here\n");
        assertThat(stderr).hasToString("err\n");
    }

    @Test
    void givesInput() throws Exception {
        try (PipedProcess process = start("cat")) {
            process.stdin().write("through\n".getBytes(StandardCharsets.US_ASCII));
            process.stdin().close();
            assertThat(process.pump(this::out, this::err)).isZero();
        }
        assertThat(stdout).hasToString("through\n");
    }

    @Test
    void doesNotWaitForAChildThatKeepsThePipes() {
        assertThat(run("sleep 20 & echo $!")).isZero();
        long child = Long.parseLong(stdout.toString(StandardCharsets.US_ASCII).strip());
        assertThat(ProcessHandle.of(child).map(ProcessHandle::destroyForcibly)).contains(true);
    }

    @Test
    void goesOnWhenAPipeIsClosedEarly() {
        assertThat(run("exec >&-; echo err >&2; sleep 0.2; exit 3")).isEqualTo(3);
        assertThat(stderr).hasToString("err\n");
    }

    @Test
    void readsOnWhenNobodyListens() {
        try (PipedProcess process = start("head -c 1000000 /dev/zero; exit 5")) {
            int code = process.pump(
                    (bytes, length) -> {
                        throw new IOException("gone");
                    },
                    this::err);
            assertThat(code).isEqualTo(5);
        }
    }

    @Test
    void saysThatAProgramIsMissing() {
        assertThatThrownBy(() -> PipedProcess.start(List.of("/no/such/program"), ENVIRONMENT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("/no/such/program");
    }

    private int run(String script) {
        try (PipedProcess process = start(script)) {
            return process.pump(this::out, this::err);
        }
    }

    private static PipedProcess start(String script) {
        return PipedProcess.start(List.of("/bin/sh", "-c", script), ENVIRONMENT);
    }

    private void out(byte[] bytes, int length) {
        stdout.write(bytes, 0, length);
    }

    private void err(byte[] bytes, int length) {
        stderr.write(bytes, 0, length);
    }
}
