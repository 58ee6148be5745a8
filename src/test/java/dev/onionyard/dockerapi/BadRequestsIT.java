package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.SharedYard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that no client of Docker sends: each gets a Docker-shaped answer, and nothing stays behind.
class BadRequestsIT {

    private static final String CLOSE = "Host: d\r\nConnection: close\r\n";
    private static final String CREATE = "POST /containers/create HTTP/1.1\r\n" + CLOSE;

    private final SharedYard yard = SharedYard.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a\r\nHost: b",
                "Host: d\r\nContent-Length: 2\r\nContent-Length: 5",
                "Host: d\r\nContent-Length: -2",
                "Host: d\r\nNo colon here",
                "Host: /tmp/a socket"
            })
    void headersThatContradictOrAreNone(String headers) throws IOException {
        assertRefused(send("GET /info HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/containers/%zz/json", "/containers/a%00b/json", "http://elsewhere/info", "no-slash"})
    void addressesThatAreNone(String address) throws IOException {
        assertRefused(send("GET " + address + " HTTP/1.1\r\n" + CLOSE + "\r\n"));
    }

    @Test
    void aHeadThatDoesNotEnd() throws IOException {
        String header = "X-Long: " + "a".repeat(100_000);

        assertRefused(send("GET /info HTTP/1.1\r\n" + CLOSE + header + "\r\n\r\n"));
    }

    /// `docker build` sends the credentials of all registries in one header.
    @Test
    void longCredentialsAreTaken() throws IOException {
        String header = "X-Registry-Config: " + "a".repeat(50_000);

        assertThat(send("GET /_ping HTTP/1.1\r\n" + CLOSE + header + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void bytesThatAreNoHttp() throws IOException {
        assertRefused(send("\u0016\u0003\u0001\u0002\u0000\u0001"));
    }

    /// Both lengths at once are how requests are smuggled: the one in chunks counts, and the connection ends.
    @Test
    void twoKindsOfLength() throws IOException {
        String answer = send("POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Length: 5\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET /_ping HTTP/1.1\r\nHost: d\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({"'{\"Image\":', 20000", "'', 20000", "'{\"Image\":\"a\",\"HostConfig\":', 20000"})
    void jsonThatIsNestedTooDeeply(String begin, int depth) throws IOException {
        String body = begin + "[".repeat(depth);

        String answer = send(CREATE + "Content-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 400").contains("invalid JSON").doesNotContain("StreamRead");
    }

    @Test
    void jsonThatIsCutShortSaysSo() throws IOException {
        String body = "{\"Image\":\"a\",\"HostConfig\":{\"Memory\":1";

        assertThat(send(CREATE + "Content-Length: " + body.length() + "\r\n\r\n" + body))
                .startsWith("HTTP/1.1 400")
                .contains("invalid JSON: Unexpected end-of-input")
                .doesNotContain("Source");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "websocket", "nonsense", "tcp"})
    void upgradesOfWhatIsNotThere(String protocol) throws IOException {
        String upgrade =
                "Connection: Upgrade, close\r\nHost: d\r\nContent-Length: 2\r\nUpgrade: " + protocol + "\r\n\r\n{}";

        assertThat(send("POST /exec/none/start HTTP/1.1\r\n" + upgrade))
                .startsWith("HTTP/1.1 404")
                .contains("No such exec instance");
        assertThat(send("POST /containers/none/attach?stream=1 HTTP/1.1\r\n" + upgrade))
                .startsWith("HTTP/1.1 404")
                .contains("No such container");
    }

    /// Cut off in the middle of a body, again and again: nothing of them is left.
    @Test
    void clientsThatVanishLeaveNothingBehind() throws IOException {
        long threads = connectionThreads();
        long files = openFiles();
        for (int i = 0; i < 30; i++) {
            for (String path :
                    new String[] {"/images/load", "/build", "/containers/create", "/images/create?fromSrc=-"}) {
                begin("POST " + path + " HTTP/1.1\r\n" + CLOSE + "Content-Length: 100000\r\n\r\nthe beginning");
            }
        }

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(openFiles()).isLessThanOrEqualTo(files + 10);
            assertThat(connectionThreads()).isLessThanOrEqualTo(threads);
        });
        assertThat(yard.ask("GET", "/_ping").status()).isEqualTo(200);
    }

    /// Requests that are being read, seen by what their threads wait for.
    private static long connectionThreads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(frames -> Stream.of(frames)
                        .anyMatch(frame -> frame.getMethodName().equals("fillReadBuffer")))
                .count();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static void assertRefused(String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("{\"message\":\"")
                .doesNotContainIgnoringCase("<html");
    }

    private void begin(String text) throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    /// Sends and reads to the end.
    private String send(String text) throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            var answer = new ByteArrayOutputStream();
            try {
                Channels.newInputStream(channel).transferTo(answer);
            } catch (IOException e) {
                // Closed without reading the rest of what was sent.
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(yard.socket()));
        return channel;
    }
}
