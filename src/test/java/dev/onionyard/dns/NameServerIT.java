package dev.onionyard.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.DnsClient;
import dev.onionyard.linux.NetworkNamespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A name server inside a network namespace, with other servers behind it on the host's loopback, and clients that do
/// not keep to the rules.
class NameServerIT {

    private static final String SERVER = "127.0.0.11";
    private static final String FIRST = "127.53.0.1";
    private static final String SECOND = "127.53.0.2";
    private static final int TRUNCATED = 0x02;

    @TempDir
    Path temp;

    private NetworkNamespace namespace;
    private NameServer names;

    @BeforeEach
    void start() {
        namespace = NetworkNamespace.create(temp.resolve("ns"));
        namespace.command("ip", "link", "set", "lo", "up").output();
        names = new NameServer(SERVER, new NameLookup() {
            @Override
            public Optional<List<String>> addresses(String client, String name) {
                return name.equals("web") ? Optional.of(List.of("10.1.2.3")) : Optional.empty();
            }

            @Override
            public Optional<String> name(String client, String address) {
                return Optional.empty();
            }
        });
    }

    @AfterEach
    void stop() {
        names.close();
        NetworkNamespace.remove(temp.resolve("ns"));
    }

    @Test
    void asksTheHostsServerForOtherNamesAndPassesOnThatThereIsNone() throws Exception {
        try (var upstream = new Upstream(
                FIRST,
                (query, tcp) -> query.name().equals("known.example")
                        ? query.answerAddresses(List.of("192.0.2.7"))
                        : query.answer(DnsQuery.NO_SUCH_NAME))) {
            names.serve("client", namespace, List.of(FIRST));

            assertThat(ask("known.example")).isEqualTo(new DnsClient.Answer(0, List.of("192.0.2.7")));
            assertThat(ask("unknown.example").code()).isEqualTo(DnsQuery.NO_SUCH_NAME);
            assertThat(ask("web")).isEqualTo(new DnsClient.Answer(0, List.of("10.1.2.3")));
            assertThat(upstream.asked).isEqualTo(2);
        }
    }

    @Test
    void anAnswerTooLongForAPacketComesByTcp() throws Exception {
        try (var upstream = new Upstream(FIRST, (query, tcp) -> {
            byte[] answer = tcp ? query.answerAddresses(List.of("192.0.2.8")) : query.answer(DnsQuery.NO_ERROR);
            answer[2] |= (byte) (tcp ? 0 : TRUNCATED);
            return answer;
        })) {
            names.serve("client", namespace, List.of(FIRST));

            byte[] byPacket = DnsClient.send(namespace, SERVER, DnsClient.query(DnsClient.A, "long.example"));
            assertThat(byPacket[2] & TRUNCATED).isNotZero();
            assertThat(DnsClient.askByTcp(namespace, SERVER, DnsClient.A, "long.example")
                            .records())
                    .containsExactly("192.0.2.8");
            assertThat(upstream.asked).isEqualTo(2);
        }
    }

    @Test
    void goesToTheNextServerWhenOneFailsOrIsNotThereOrSaysNothing() throws Exception {
        BiFunction<DnsQuery, Boolean, byte @Nullable []> good =
                (query, tcp) -> query.answerAddresses(List.of("192.0.2.9"));
        try (var second = new Upstream(SECOND, good)) {
            names.serve("client", namespace, List.of(FIRST, SECOND));
            assertThat(ask("a.example").records()).as("nobody listens").containsExactly("192.0.2.9");
            try (var first = new Upstream(FIRST, (query, tcp) -> query.answer(DnsQuery.SERVER_FAILURE))) {
                assertThat(ask("b.example").records()).as("fails").containsExactly("192.0.2.9");
            }
            try (var first = new Upstream(FIRST, (query, tcp) -> null)) {
                assertThat(ask("c.example").records()).as("says nothing").containsExactly("192.0.2.9");
            }
            assertThat(second.asked).isEqualTo(3);
        }
    }

    /// Somebody guesses: another id, another question.
    @Test
    void believesNoAnswerToAnotherQuestion() throws Exception {
        try (var upstream = new Upstream(
                FIRST,
                (query, tcp) -> query.name().startsWith("id")
                        ? DnsQuery.withId(query.answerAddresses(List.of("192.0.2.66")), query.id() + 1)
                        : DnsQuery.withId(
                                DnsQuery.parse(DnsClient.query(DnsClient.A, "other.example"))
                                        .orElseThrow()
                                        .answerAddresses(List.of("192.0.2.66")),
                                query.id()))) {
            names.serve("client", namespace, List.of(FIRST));

            assertThat(ask("id.example")).isEqualTo(new DnsClient.Answer(DnsQuery.SERVER_FAILURE, List.of()));
            assertThat(ask("name.example")).isEqualTo(new DnsClient.Answer(DnsQuery.SERVER_FAILURE, List.of()));
        }
    }

    @Test
    void goesOnAnsweringWhateverIsSent() {
        names.serve("client", namespace, List.of());
        var random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            byte[] message = i % 2 == 0 ? new byte[random.nextInt(600)] : DnsClient.query(DnsClient.A, "web");
            for (int flips = i % 2 == 0 ? message.length : 2; flips > 0 && message.length > 0; flips--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            DnsClient.tell(namespace, SERVER, message);
        }
        for (byte[] bytes : List.of(new byte[] {0}, new byte[] {0, 0}, new byte[] {0, 3, 1, 2, 3}, huge())) {
            tellByTcp(bytes);
        }

        assertThat(ask("web").records()).containsExactly("10.1.2.3");
        assertThat(DnsClient.askByTcp(namespace, SERVER, DnsClient.A, "web").records())
                .containsExactly("10.1.2.3");
    }

    /// The longest message that there is, announced, and not sent.
    private static byte[] huge() {
        byte[] bytes = new byte[1000];
        Arrays.fill(bytes, (byte) 0xFF);
        return bytes;
    }

    private void tellByTcp(byte[] bytes) {
        namespace.run(() -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral(SERVER), 53));
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private DnsClient.Answer ask(String name) {
        return DnsClient.ask(namespace, SERVER, DnsClient.A, name);
    }

    /// Another name server, on one of the host's loopback addresses.
    private static final class Upstream implements AutoCloseable {

        private final DatagramSocket datagrams;
        private final ServerSocket connections;
        private final BiFunction<DnsQuery, Boolean, byte @Nullable []> answers;
        private final List<Thread> threads;
        volatile int asked;

        /// @param answers to a question and whether it came by TCP; null says nothing
        Upstream(String address, BiFunction<DnsQuery, Boolean, byte @Nullable []> answers) throws IOException {
            this.answers = answers;
            InetAddress here = InetAddress.ofLiteral(address);
            datagrams = new DatagramSocket(new InetSocketAddress(here, 53));
            connections = new ServerSocket(53, 5, here);
            threads = List.of(
                    Thread.ofPlatform().daemon().start(this::answerDatagrams),
                    Thread.ofPlatform().daemon().start(this::answerConnections));
        }

        private void answerDatagrams() {
            try {
                while (true) {
                    var packet = new DatagramPacket(new byte[4096], 4096);
                    datagrams.receive(packet);
                    byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), false);
                    if (answer != null) {
                        datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    }
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private void answerConnections() {
            try {
                while (true) {
                    try (Socket socket = connections.accept()) {
                        var in = new DataInputStream(socket.getInputStream());
                        byte[] query = in.readNBytes(in.readUnsignedShort());
                        byte[] answer = answer(query, true);
                        if (answer != null) {
                            var out = new DataOutputStream(socket.getOutputStream());
                            out.writeShort(answer.length);
                            out.write(answer);
                        }
                    }
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private synchronized byte @Nullable [] answer(byte[] message, boolean tcp) {
            asked++;
            return answers.apply(DnsQuery.parse(message).orElseThrow(), tcp);
        }

        @Override
        public void close() throws Exception {
            datagrams.close();
            connections.close();
            // An address is free only when nobody waits on its socket any more.
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
