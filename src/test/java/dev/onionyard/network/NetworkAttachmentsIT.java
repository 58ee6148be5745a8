package dev.onionyard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.ChildProcess;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Real bridges, namespaces and rules. Servers listen in the namespaces of containers that do not exist.
@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=validate")
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@Import({StoredNetworks.class, StoredAttachments.class, NetworkKernel.class, EngineEvents.class})
@DirtiesContext
class NetworkAttachmentsIT {

    @TempDir
    static Path temp;

    private static final String WEB = "aa".repeat(32);
    private static final String OTHER = "bb".repeat(32);

    @Autowired
    private Networks networks;

    @Autowired
    private NetworkAttachments attachments;

    @Autowired
    private NetworkKernel kernel;

    @Autowired
    private AttachmentRepository rows;

    private final List<HttpServer> servers = new ArrayList<>();

    @TestConfiguration
    static class Setting {

        @Bean
        HomeDirectory home() {
            return new HomeDirectory(temp.resolve("home"), temp.resolve("run"));
        }

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        AuditTrail audit() {
            return new AuditTrail() {
                @Override
                public <T> T record(AuditAct act, Function<AuditRow, T> work) {
                    return work.apply(new AuditRow() {
                        @Override
                        public void object(String objectId, String objectName) {}

                        @Override
                        public void before(String text) {}

                        @Override
                        public void after(String text) {}
                    });
                }
            };
        }
    }

    @AfterEach
    void detachAll() {
        servers.forEach(server -> server.stop(0));
        rows.findAll().forEach(row -> attachments.detach(row.toLease().containerId()));
        networks.all().stream()
                .filter(network -> !network.builtIn())
                .forEach(network -> networks.remove(network.name()));
    }

    @Test
    void aPublishedPortIsReachedFromEverywhere() throws Exception {
        Attachment web = attachments.attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        Attachment other = attachments.attach(OTHER, "bridge", "other", List.of());
        serve(web, "hello from web");
        int port = web.ports().getFirst().hostPort();

        assertThat(get("127.0.0.1", port)).isEqualTo("hello from web");
        assertThat(get("localhost", port)).isEqualTo("hello from web");
        assertThat(get(web.gateway(), port)).isEqualTo("hello from web");
        assertThat(get(web.address(), 80)).isEqualTo("hello from web");
        assertThat(getFrom(other, web.address(), 80)).isEqualTo("hello from web");
        for (String address : hostAddresses()) {
            assertThat(get(address, port)).isEqualTo("hello from web");
            assertThat(getFrom(other, address, port)).isEqualTo("hello from web");
            assertThat(getFrom(web, address, port)).as("its own published port").isEqualTo("hello from web");
        }
        attachments.detach(WEB);
        assertThat(tryGet("127.0.0.1", port)).isNotZero();
        assertThat(attachments.find(WEB)).isEmpty();
    }

    @Test
    void aPortOnOneAddressIsNotOnOthers() throws Exception {
        Attachment web =
                attachments.attach(WEB, "bridge", "web", List.of(new PublishedPort("127.0.0.1", 0, 80, "tcp")));
        serve(web, "local");
        int port = web.ports().getFirst().hostPort();

        assertThat(get("127.0.0.1", port)).isEqualTo("local");
        assertThat(tryGet(web.gateway(), port)).isNotZero();
        for (String address : hostAddresses()) {
            assertThat(tryGet(address, port)).isNotZero();
        }
    }

    @Test
    void udpIsPublishedToo() throws Exception {
        Attachment web = attachments.attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 5000, "udp")));
        var inside = new ArrayList<DatagramSocket>();
        namespace(web).run(() -> inside.add(udpSocket(5000)));
        try (DatagramSocket server = inside.getFirst();
                var client = new DatagramSocket()) {
            server.setSoTimeout(5000);
            client.setSoTimeout(5000);
            byte[] ping = "ping".getBytes(StandardCharsets.UTF_8);
            client.send(new DatagramPacket(
                    ping,
                    4,
                    InetAddress.getLoopbackAddress(),
                    web.ports().getFirst().hostPort()));
            var received = new DatagramPacket(new byte[10], 10);
            server.receive(received);
            server.send(new DatagramPacket("pong".getBytes(StandardCharsets.UTF_8), 4, received.getSocketAddress()));
            var answer = new DatagramPacket(new byte[10], 10);
            client.receive(answer);
            assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
                    .isEqualTo("pong");
            assertThat(answer.getPort()).isEqualTo(web.ports().getFirst().hostPort());
        }
    }

    @Test
    void containersReachTheWorldByTheHostsAddress() throws Exception {
        Attachment web = attachments.attach(WEB, "bridge", "web", List.of());
        Path outside = Files.createTempDirectory("onionyard-outside").resolve("ns");
        String link = "oytest" + (System.nanoTime() & 0xFFFF);
        NetworkNamespace world = NetworkNamespace.create(outside);
        try {
            ChildProcess.of("ip", "-batch", "-")
                    .input("""
                            link add name %1$s type veth peer name eth0 netns %2$s
                            addr add 198.51.100.1/24 dev %1$s
                            link set dev %1$s up
                            """.formatted(link, outside))
                    .output();
            world.command("ip", "-batch", "-")
                    .input("addr add 198.51.100.2/24 dev eth0\nlink set dev eth0 up\n")
                    .output();
            HttpServer server = serverIn(world, 80, null);
            assertThat(getFrom(web, "198.51.100.2", server.getAddress().getPort()))
                    .isEqualTo("198.51.100.1");
        } finally {
            NetworkNamespace.remove(outside);
            FileTrees.remove(Objects.requireNonNull(outside.getParent()));
        }
    }

    @Test
    void containersDoNotReachTheHostsLoopback() throws Exception {
        Attachment web = attachments.attach(WEB, "bridge", "web", List.of());
        HttpServer secret = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        servers.add(secret);
        secret.start();
        String attack = """
                echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet
                ip addr flush dev lo
                ip route add 127.0.0.1/32 via %s dev eth0
                curl -s -m 2 http://127.0.0.1:%d/
                """.formatted(web.gateway(), secret.getAddress().getPort());
        assertThat(namespace(web).command("sh", "-c", attack).run().exitCode())
                .as("curl: timed out")
                .isEqualTo(28);
    }

    @Test
    void networksOfOnesOwnAreApart() throws Exception {
        Network green = networks.create("green", null, Map.of("team", "a"));
        Network blue = networks.create("blue", Subnet.parse("10.127.7.0/24"), Map.of());
        Attachment web = attachments.attach(WEB, "green", "web", List.of());
        Attachment other = attachments.attach(OTHER, blue.id(), "other", List.of());
        serve(web, "green");

        assertThat(other.address()).isEqualTo("10.127.7.2");
        assertThat(networks.get("green").labels()).containsEntry("team", "a");
        assertThat(namespace(other)
                        .command("curl", "-s", "-m", "2", "http://" + web.address() + "/")
                        .run()
                        .exitCode())
                .isNotZero();
        assertThatThrownBy(() -> networks.remove("green"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("container \"web\"");
        assertThatThrownBy(() -> networks.create("green", null, Map.of()))
                .isInstanceOf(ConflictException.class)
                .hasMessage("network with name green already exists");
        assertThatThrownBy(() -> networks.create("red", green.subnet(), Map.of()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("\"green\"");
        assertThatThrownBy(() -> networks.create("../x", null, Map.of())).isInstanceOf(InvalidInputException.class);
        attachments.detach(WEB);
        networks.remove(green.id().substring(0, 12));
        assertThat(NetworkInterface.getByName(green.bridge())).isNull();
        assertThatThrownBy(() -> networks.get("green"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("network green not found");
    }

    @Test
    void theThreeOfDockerAreThere() {
        assertThat(networks.all()).extracting(Network::name).containsExactly("bridge", "host", "none");
        assertThatThrownBy(() -> networks.remove("bridge"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("pre-defined");
        assertThat(attachments.attach(WEB, "host", "h", List.of()).netnsPath()).isEmpty();
        Attachment alone = attachments.attach(OTHER, "none", "n", List.of());
        assertThat(namespace(alone).command("ip", "-o", "link").output())
                .contains("LOOPBACK,UP")
                .doesNotContain("eth0");
        assertThat(attachments.attachedTo("none")).containsExactly(alone);
    }

    @Test
    void refusesAPortThatAContainerHas() {
        Attachment web = attachments.attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        List<PublishedPort> same =
                List.of(new PublishedPort("127.0.0.1", web.ports().getFirst().hostPort(), 80, "tcp"));
        assertThatThrownBy(() -> attachments.attach(OTHER, "bridge", "other", same))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("container \"web\" (aaaaaaaaaaaa)");
        assertThat(attachments.find(OTHER)).isEmpty();
        attachments.detach(WEB);
        attachments.attach(OTHER, "bridge", "other", same);
    }

    @Test
    void detachesWhateverIsLeft() {
        Attachment web = attachments.attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        NetworkNamespace.remove(web.netnsPath().orElseThrow());
        removeRules();

        attachments.detach(WEB);
        attachments.detach(WEB);

        assertThat(attachments.find(WEB)).isEmpty();
        assertThat(attachments.attach(WEB, "bridge", "web", web.ports())).isEqualTo(web);
    }

    @Test
    void restoresAfterACrash() throws Exception {
        Attachment web = attachments.attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        Attachment other = attachments.attach(OTHER, "bridge", "other", List.of(new PublishedPort("", 0, 80, "tcp")));
        serve(web, "still here");
        removeRules();
        assertThat(tryGet("127.0.0.1", web.ports().getFirst().hostPort())).isNotZero();

        attachments.restore(Set.of(WEB));

        assertThat(get("127.0.0.1", web.ports().getFirst().hostPort())).isEqualTo("still here");
        assertThat(attachments.find(OTHER)).isEmpty();
        assertThat(other.netnsPath().orElseThrow()).doesNotExist();
    }

    @Test
    void aServerThatStopsWithoutContainersLeavesNothing() throws IOException {
        Attachment web = attachments.attach(WEB, "bridge", "web", List.of());
        kernel.destroy();
        assertThat(NetworkInterface.getByName(web.network().bridge())).isNotNull();
        attachments.detach(WEB);
        kernel.destroy();
        assertThat(NetworkInterface.getByName(web.network().bridge())).isNull();
        assertThat(ChildProcess.of("nft", "list", "tables").output())
                .doesNotContain(kernel.names().table());
    }

    @Test
    void refusesIdsThatArePaths() {
        assertThatThrownBy(() -> attachments.attach("../x", "none", "x", List.of()))
                .isInstanceOf(InvalidInputException.class);
        assertThat(attachments.find("../x")).isEmpty();
    }

    @Test
    void manyAtOnceGetAddressesAndPortsOfTheirOwn() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Attachment>> work = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String id = String.format("%064x", i);
                work.add(() -> attachments.attach(id, "bridge", "c", List.of(new PublishedPort("", 0, 80, "tcp"))));
            }
            List<Attachment> attached = new ArrayList<>();
            for (var future : threads.invokeAll(work)) {
                attached.add(future.get());
            }
            assertThat(attached).extracting(Attachment::address).doesNotHaveDuplicates();
            assertThat(attached)
                    .extracting(attachment -> attachment.ports().getFirst().hostPort())
                    .doesNotHaveDuplicates();
            String table = ChildProcess.of(
                            "nft", "list", "table", "ip", kernel.names().table())
                    .output();
            assertThat(attached)
                    .allSatisfy(attachment -> assertThat(table)
                            .contains(
                                    attachment.ports().getFirst().hostPort() + " : " + attachment.address() + " . 80"));
        }
    }

    private void removeRules() {
        ChildProcess.of("nft", "delete", "table", "ip", kernel.names().table()).output();
    }

    private void serve(Attachment attachment, String text) {
        serverIn(namespace(attachment), 80, text);
    }

    /// The socket belongs to the namespace it was made in; the threads that serve it need not.
    ///
    /// @param text the answer, or null for the address of who asks
    private HttpServer serverIn(NetworkNamespace namespace, int port, @Nullable String text) {
        var made = new ArrayList<HttpServer>();
        namespace.run(() -> {
            try {
                made.add(HttpServer.create(new InetSocketAddress(port), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        HttpServer server = made.getFirst();
        servers.add(server);
        server.createContext("/", exchange -> {
            String asker = exchange.getRemoteAddress().getAddress().getHostAddress();
            byte[] body = (text == null ? asker : text).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static DatagramSocket udpSocket(int port) {
        try {
            return new DatagramSocket(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NetworkNamespace namespace(Attachment attachment) {
        return NetworkNamespace.at(attachment.netnsPath().orElseThrow());
    }

    private static String get(String host, int port) {
        return ChildProcess.of("curl", "-s", "-m", "5", "http://" + host + ":" + port + "/")
                .output();
    }

    private static String getFrom(Attachment from, String host, int port) {
        return namespace(from)
                .command("curl", "-s", "-m", "5", "http://" + host + ":" + port + "/")
                .output();
    }

    private static int tryGet(String host, int port) {
        return ChildProcess.of("curl", "-s", "-m", "1", "http://" + host + ":" + port + "/")
                .run()
                .exitCode();
    }

    /// IPv4 addresses of the host's own interfaces.
    private static List<String> hostAddresses() throws IOException {
        return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .filter(device -> device.getName().startsWith("e"))
                .flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getHostAddress)
                .filter(address -> !address.contains(":"))
                .toList();
    }
}
