package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class GrpcRefusalTests {

    private static final String PREFACE =
            HexFormat.of().formatHex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    private static final String SETTINGS = "000000040000000000";
    private static final String GOAWAY = "000008070000000000" + "0000000000000000";

    private static String answer(String reason, String frames) throws IOException {
        var out = new ByteArrayOutputStream();
        var in = new ByteArrayInputStream(HexFormat.of().parseHex(PREFACE + frames));
        new GrpcRefusal(reason).run(new DataInputStream(in), new DataOutputStream(out));
        return HexFormat.of().formatHex(out.toByteArray());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void refusesEachCallWithTheReason() throws IOException {
        String call = "000001010400000003" + "83";
        String headers = "88" + "000c" + hex("content-type") + "10" + hex("application/grpc") + "000b"
                + hex("grpc-status") + "01" + hex("9") + "000c" + hex("grpc-message") + "02" + hex("no");

        assertThat(answer("no", SETTINGS + call + GOAWAY))
                .isEqualTo(SETTINGS + "000000040100000000" + "%06x".formatted(headers.length() / 2) + "010500000003"
                        + headers);
    }

    @Test
    void answersWhenTheHeadersHaveEnded() throws IOException {
        String begun = "000001010000000001" + "83";
        String ended = "000001090400000001" + "84";

        assertThat(answer("no", begun + GOAWAY)).isEqualTo(SETTINGS);
        assertThat(answer("no", begun + ended + GOAWAY)).contains("010500000001");
    }

    @Test
    void echoesAPing() throws IOException {
        assertThat(answer("no", "0000080600000000000102030405060708" + GOAWAY))
                .isEqualTo(SETTINGS + "0000080601000000000102030405060708");
    }

    @Test
    void writesLongReasonsByTheRulesOfHeaderCompression() throws IOException {
        String call = "000001010400000001" + "83";

        // RFC 7541, 5.1: 127 and then the rest in groups of seven bits.
        assertThat(answer("x".repeat(127), call + GOAWAY)).contains(hex("grpc-message") + "7f00" + hex("x"));
        assertThat(answer("x".repeat(255), call + GOAWAY)).contains(hex("grpc-message") + "7f8001" + hex("x"));
    }

    @Test
    void leavesAClientThatIsNone() {
        assertThatThrownBy(() -> answer("no", "ffffff000000000000")).hasMessageContaining("a frame of");
    }
}
