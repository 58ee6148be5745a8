package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildProcessTests {

    @Test
    void givesInputAndReturnsOutput() {
        String text = "line\n".repeat(100_000);
        assertThat(ChildProcess.of("cat").input(text).output()).isEqualTo(text);
    }

    @Test
    void argumentsAreNotReadByAShell() {
        assertThat(ChildProcess.of("echo", "$HOME; `id` > x *").output()).isEqualTo("$HOME; `id` > x *\n");
    }

    @Test
    void keepsExitCodeAndBothStreams() {
        var result =
                ChildProcess.of("sh", "-c", "echo out; echo err >&2; exit 3").run();
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.outputText()).isEqualTo("out\n");
        assertThat(result.errorText()).isEqualTo("err");
    }

    @Test
    void failureSaysWhatTheProgramSaid() {
        assertThatThrownBy(() -> ChildProcess.of("sh", "-c", "echo broken pipe wrench >&2; exit 1")
                        .output())
                .isInstanceOf(UnavailableException.class)
                .hasMessageEndingWith("broken pipe wrench");
    }

    @Test
    void boundsOutputWithoutBlockingTheProgram() {
        var result = ChildProcess.of("head", "-c", "3000000", "/dev/zero")
                .limit(1000)
                .run();
        assertThat(result.exitCode()).isZero();
        assertThat(result.output()).hasSize(1000);
    }

    @Test
    void killsWhatTakesTooLong() {
        assertThatThrownBy(() -> ChildProcess.of("sleep", "60")
                        .timeout(Duration.ofMillis(100))
                        .run())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("did not end within");
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(process -> process.info()
                                .arguments()
                                .map(arguments -> List.of(arguments).equals(List.of("60")))
                                .orElse(false)))
                .allSatisfy(process -> assertThat(process.onExit().orTimeout(5, TimeUnit.SECONDS))
                        .succeedsWithin(Duration.ofSeconds(5)));
    }

    @Test
    void saysWhatIsNotInstalled() {
        assertThatThrownBy(() -> ChildProcess.of("no-such-program-here").run())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no-such-program-here");
        assertThat(Executables.find("no-such-program-here")).isEmpty();
        assertThat(Executables.find("sh")).isPresent();
    }
}
