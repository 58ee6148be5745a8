package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SyncPipeTests {

    @Test
    void readsReportsInOrder() throws IOException {
        SyncPipe pipe = pipe("{\"data\": 4850}\n{\"data\": 3}\n");

        assertThat(pipe.expect("start")).isEqualTo(4850);
        assertThat(pipe.next()).isEqualTo(new SyncPipe.Report(3, ""));
        assertThat(pipe.next()).isNull();
    }

    @Test
    void tellsTheRuntimesReason() {
        assertThatThrownBy(() -> pipe("{\"data\": -1, \"message\": \"executable file `x` not found\\n\"}\n")
                        .expect("start \"x\""))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("cannot start \"x\": exec: \"x\": executable file not found in $PATH");
        assertThatThrownBy(() ->
                        pipe("{\"data\":-1,\"message\":\"time=\\\"2026\\\" level=error msg=\\\"no \\\\\\\"y\\\\\\\"\\\"\"}\n")
                                .expect("start"))
                .hasMessage("cannot start: no \"y\"");
    }

    @Test
    void saysSoWhenThereIsNoAnswer() {
        assertThatThrownBy(() -> pipe("").expect("start")).hasMessage("cannot start: conmon ended without an answer");
        assertThatThrownBy(() -> pipe("not json\n").expect("start")).hasMessage("cannot start: not json");
    }

    private static SyncPipe pipe(String text) {
        return new SyncPipe(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
