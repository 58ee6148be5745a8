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
import dev.onionyard.fixtures.DnsClient;
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
@Import({
    StoredNetworks.class,
    StoredAttachments.class,
    NetworkKernel.class,
    NetworkTable.class,
    LeaseTable.class,
    PlanTable.class,
    NameServers.class,
    ContainerNames.class,
    EngineEvents.class
})
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
    private LeaseTable leases;

    @Autowired
    private NameServers nameServers;

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
        leases.all().forEach(lease -> attachments.detach(lease.containerId()));
        networks.all().stream()
                .filter(network -> !network.builtIn())
                .forEach(network -> networks.remove(network.name()));
    }

    @Test
    void aPublishedPortIsReachedFromEverywhere() throws Exception {
        Attachment web = attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        Attachment other = attach(OTHER, "bridge", "other", List.of());
        serve(web, "hello from web");
        int port = web.ports().getFirst().hostPort();

        assertThat(get("127.0.0.1", port)).isEqualTo("hello from web");
        assertThat(get("localhost", port)).isEqualTo("hello from web");
        assertThat(get(gateway(web), port)).isEqualTo("hello from web");
        assertThat(get(address(web), 80)).isEqualTo("hello from web");
        assertThat(getFrom(other, address(web), 80)).isEqualTo("hello from web");
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
        Attachment web = attach(WEB, "bridge", "web", List.of(new PublishedPort("127.0.0.1", 0, 80, "tcp")));
        serve(web, "local");
        int port = web.ports().getFirst().hostPort();

        assertThat(get("127.0.0.1", port)).isEqualTo("local");
        assertThat(tryGet(gateway(web), port)).isNotZero();
        for (String address : hostAddresses()) {
            assertThat(tryGet(address, port)).isNotZero();
        }
    }

    @Test
    void udpIsPublishedToo() throws Exception {
        Attachment web = attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 5000, "udp")));
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
        Attachment web = attach(WEB, "bridge", "web", List.of());
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
        Attachment web = attach(WEB, "bridge", "web", List.of());
        HttpServer secret = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        servers.add(secret);
        secret.start();
        String attack = """
                echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet
                ip addr flush dev lo
                ip route add 127.0.0.1/32 via %s dev eth0
                curl -s -m 2 http://127.0.0.1:%d/
                """.formatted(gateway(web), secret.getAddress().getPort());
        assertThat(namespace(web).command("sh", "-c", attack).run().exitCode())
                .as("curl: timed out")
                .isEqualTo(28);
    }

    @Test
    void networksOfOnesOwnAreApart() throws Exception {
        Network green = create("green", null, Map.of("team", "a"));
        Network blue = create("blue", Subnet.parse("10.127.7.0/24"), Map.of());
        Attachment web = attach(WEB, "green", "web", List.of());
        Attachment other = attach(OTHER, blue.id(), "other", List.of());
        serve(web, "green");

        assertThat(address(other)).isEqualTo("10.127.7.2");
        assertThat(networks.get("green").labels()).containsEntry("team", "a");
        assertThat(namespace(other)
                        .command("curl", "-s", "-m", "2", "http://" + address(web) + "/")
                        .run()
                        .exitCode())
                .isNotZero();
        assertThatThrownBy(() -> networks.remove("green"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("container \"web\"");
        assertThatThrownBy(() -> create("green", null, Map.of()))
                .isInstanceOf(ConflictException.class)
                .hasMessage("network with name green already exists");
        assertThatThrownBy(() -> create("red", green.subnet(), Map.of()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("\"green\"");
        assertThatThrownBy(() -> create("../x", null, Map.of())).isInstanceOf(InvalidInputException.class);
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
        assertThat(attach(WEB, "host", "h", List.of()).netnsPath()).isEmpty();
        Attachment alone = attach(OTHER, "none", "n", List.of());
        assertThat(namespace(alone).command("ip", "-o", "link").output())
                .contains("LOOPBACK,UP")
                .doesNotContain("eth0");
        assertThat(alone.endpoints()).isEmpty();
    }

    @Test
    void refusesAPortThatAContainerHas() {
        Attachment web = attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        List<PublishedPort> same =
                List.of(new PublishedPort("127.0.0.1", web.ports().getFirst().hostPort(), 80, "tcp"));
        assertThatThrownBy(() -> attach(OTHER, "bridge", "other", same))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("container \"web\" (aaaaaaaaaaaa)");
        assertThat(attachments.find(OTHER)).isEmpty();
        attachments.detach(WEB);
        attach(OTHER, "bridge", "other", same);
    }

    @Test
    void detachesWhateverIsLeft() {
        Attachment web = attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        NetworkNamespace.remove(web.netnsPath().orElseThrow());
        removeRules();

        attachments.detach(WEB);
        attachments.detach(WEB);

        assertThat(attachments.find(WEB)).isEmpty();
        Attachment again = attach(WEB, "bridge", "web", web.ports());
        assertThat(again.ports()).isEqualTo(web.ports());
        assertThat(address(again)).isEqualTo(address(web));
    }

    @Test
    void restoresAfterACrash() throws Exception {
        Attachment web = attach(WEB, "bridge", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        Attachment other = attach(OTHER, "bridge", "other", List.of(new PublishedPort("", 0, 80, "tcp")));
        serve(web, "still here");
        removeRules();
        assertThat(tables()).doesNotContain(kernel.names().table());

        attachments.restore(Set.of(WEB));

        assertThat(tables()).contains(kernel.names().table());
        assertThat(get("127.0.0.1", web.ports().getFirst().hostPort())).isEqualTo("still here");
        assertThat(attachments.find(OTHER)).isEmpty();
        assertThat(other.netnsPath().orElseThrow()).doesNotExist();
    }

    @Test
    void aServerThatStopsWithoutContainersLeavesNothing() throws IOException {
        Attachment web = attach(WEB, "bridge", "web", List.of());
        kernel.destroy();
        assertThat(NetworkInterface.getByName(networks.get("bridge").bridge())).isNotNull();
        attachments.detach(WEB);
        kernel.destroy();
        assertThat(NetworkInterface.getByName(networks.get("bridge").bridge())).isNull();
        assertThat(tables()).doesNotContain(kernel.names().table());
    }

    @Test
    void containersOfANetworkFindEachOtherByName() {
        create("green", null, Map.of());
        Attachment web = attachments.attach(
                member(WEB, "Web"), List.of(new EndpointRequest("green", List.of("www", "shop"), "", "")), List.of());
        Attachment other = attachments.attach(
                new Member(OTHER, "other", "other-host", List.of(), List.of("Web:linked")),
                List.of(new EndpointRequest("green", List.of("www"), "", "")),
                List.of());

        for (String name : List.of("web", "WEB", "web.green", WEB.substring(0, 12), "shop", "linked")) {
            assertThat(lookUp(other, name)).as(name).containsExactly(address(web));
        }
        assertThat(lookUp(web, "other-host")).containsExactly(address(other));
        assertThat(lookUp(web, "www")).containsExactlyInAnyOrder(address(web), address(other));
        assertThat(ask(web, DnsClient.AAAA, "other")).isEqualTo(new DnsClient.Answer(0, List.of()));
        String reversed = String.join(".", List.of(address(other).split("\\.")).reversed()) + ".in-addr.arpa";
        assertThat(ask(web, DnsClient.PTR, reversed).records()).containsExactly("other.green.");
        assertThat(DnsClient.askByTcp(namespace(web), "127.0.0.11", DnsClient.A, "other")
                        .records())
                .containsExactly(address(other));

        attachments.rename(OTHER, "renamed");
        assertThat(lookUp(web, "renamed")).containsExactly(address(other));
        attachments.detach(OTHER);
        assertThat(lookUp(web, "www")).containsExactly(address(web));
    }

    @Test
    void namesAreAnsweredAgainAfterARestart() {
        create("green", null, Map.of());
        Attachment web = attach(WEB, "green", "web", List.of());
        Attachment other = attach(OTHER, "green", "other", List.of());
        nameServers.stop(WEB);
        nameServers.stop(OTHER);

        attachments.restore(Set.of(WEB, OTHER));

        assertThat(lookUp(web, "other")).containsExactly(address(other));
    }

    @Test
    void aRunningContainerMovesBetweenNetworks() throws Exception {
        Network green = networks.create(request("green", "10.127.8.0/24", false, Map.of()));
        Network blue = networks.create(request("blue", "10.127.9.0/24", false, Map.of()));
        Attachment web = attachments.attach(
                member(WEB, "web"),
                List.of(new EndpointRequest("green", List.of(), "10.127.8.77", "02:42:aa:bb:cc:dd")),
                List.of(new PublishedPort("", 0, 80, "tcp")));
        Attachment other = attach(OTHER, "blue", "other", List.of());
        serve(web, "moved");
        int port = web.ports().getFirst().hostPort();
        assertThat(namespace(web).command("ip", "-o", "addr").output()).contains("10.127.8.77/24");
        assertThat(namespace(web).command("ip", "-o", "link").output()).contains("02:42:aa:bb:cc:dd");

        Attachment both = attachments.connect(member(WEB, "web"), 0, EndpointRequest.of("blue"));

        String inBlue = both.in(blue).orElseThrow().address();
        assertThat(both.in(blue).orElseThrow().interfaceName()).isEqualTo("eth1");
        assertThat(lookUp(other, "web")).containsExactly(inBlue);
        assertThat(getFrom(other, "web", 80, inBlue)).isEqualTo("moved");
        assertThat(namespace(web).command("ip", "route").output()).contains("default via 10.127.9.1 dev eth1");
        assertThat(get("127.0.0.1", port)).isEqualTo("moved");
        assertThatThrownBy(() -> attachments.connect(member(WEB, "web"), 0, EndpointRequest.of("blue")))
                .hasMessage("endpoint with name web already exists in network blue");

        Attachment back = attachments.disconnect(WEB, green.id());

        assertThat(back.endpoints()).extracting(Endpoint::address).containsExactly(inBlue);
        assertThat(namespace(web).command("ip", "-o", "link").output()).doesNotContain("eth0");
        assertThat(get("127.0.0.1", port)).isEqualTo("moved");
        attachments.disconnect(WEB, "blue");
        assertThat(namespace(web).command("ip", "route").output()).isBlank();
        assertThat(tryGet("127.0.0.1", port)).isNotZero();
        attachments.connect(member(WEB, "web"), 0, EndpointRequest.of("green"));
        assertThat(get("127.0.0.1", port)).isEqualTo("moved");
    }

    @Test
    void nothingPassesTheBorderOfAnInternalNetwork() throws Exception {
        networks.create(request("inner", "10.127.10.0/24", true, Map.of()));
        Attachment web = attach(WEB, "inner", "web", List.of(new PublishedPort("", 0, 80, "tcp")));
        Attachment other = attach(OTHER, "inner", "other", List.of());
        serve(web, "inside");

        assertThat(getFrom(other, address(web), 80)).isEqualTo("inside");
        assertThat(web.ports()).isEmpty();
        assertThat(namespace(web).command("ip", "route").output()).doesNotContain("default");
        assertThat(lookUp(other, "web")).containsExactly(address(web));
        assertThat(ask(other, DnsClient.A, "example.org").code()).isEqualTo(2);
        assertThat(ask(other, DnsClient.A, "nobody").code()).isEqualTo(3);
    }

    @Test
    void containersMayBeKeptApartInOneNetwork() throws Exception {
        networks.create(request(
                "apart",
                "10.127.11.0/24",
                false,
                Map.of("com.docker.network.bridge.enable_icc", "false", "com.docker.network.driver.mtu", "1400")));
        Attachment web = attach(WEB, "apart", "web", List.of());
        Attachment other = attach(OTHER, "apart", "other", List.of());
        serve(web, "alone");

        assertThat(get(address(web), 80)).isEqualTo("alone");
        assertThat(namespace(other)
                        .command("curl", "-s", "-m", "1", "http://" + address(web) + "/")
                        .run()
                        .exitCode())
                .isNotZero();
        assertThat(namespace(web).command("ip", "-o", "link", "show", "eth0").output())
                .contains("mtu 1400");
    }

    @Test
    void refusesWhatANetworkCannotBe() {
        assertThatThrownBy(() -> networks.create(request("x", "10.127.12.0/24", false, Map.of("foo", "bar"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("\"foo\"");
        Network green = create("green", null, Map.of());
        assertThatThrownBy(() -> attachments.plan(
                        WEB,
                        NetworkPlan.EMPTY.withEndpoints(
                                List.of(new EndpointRequest(green.id(), List.of(), "10.1.1.1", "")))))
                .hasMessageContaining("networks with user configured subnets");
        assertThatThrownBy(() -> attachments.plan(
                        WEB,
                        NetworkPlan.EMPTY.withEndpoints(
                                List.of(new EndpointRequest("bridge", List.of("alias"), "", "")))))
                .hasMessageContaining("network-scoped alias is supported only for containers in user defined networks");
    }

    @Test
    void unusedNetworksArePruned() {
        create("green", null, Map.of("keep", "no"));
        create("blue", null, Map.of());
        attach(WEB, "blue", "web", List.of());
        assertThat(networks.prune(network -> network.labels().containsKey("keep")))
                .extracting(Network::name)
                .containsExactly("green");
        assertThat(networks.prune(network -> true)).isEmpty();
    }

    @Test
    void publishedPortsAnswerByIpv6Too() throws Exception {
        Attachment web = attach(
                WEB,
                "bridge",
                "web",
                List.of(new PublishedPort("", 0, 80, "tcp"), new PublishedPort("::1", 0, 5000, "udp")));
        serve(web, "six");
        assertThat(get("[::1]", web.ports().getFirst().hostPort())).isEqualTo("six");
        var inside = new ArrayList<DatagramSocket>();
        namespace(web).run(() -> inside.add(udpSocket(5000)));
        try (DatagramSocket server = inside.getFirst();
                var client = new DatagramSocket(0, InetAddress.ofLiteral("::1"))) {
            server.setSoTimeout(5000);
            client.setSoTimeout(5000);
            client.send(new DatagramPacket(
                    new byte[] {1},
                    1,
                    InetAddress.ofLiteral("::1"),
                    web.ports().getLast().hostPort()));
            var received = new DatagramPacket(new byte[10], 10);
            server.receive(received);
            server.send(new DatagramPacket(new byte[] {2, 3}, 2, received.getSocketAddress()));
            var answer = new DatagramPacket(new byte[10], 10);
            client.receive(answer);
            assertThat(answer.getLength()).isEqualTo(2);
        }
        attachments.detach(WEB);
        assertThat(tryGet("[::1]", web.ports().getFirst().hostPort())).isNotZero();
    }

    @Test
    void refusesIdsThatArePaths() {
        assertThatThrownBy(() -> attach("../x", "none", "x", List.of())).isInstanceOf(InvalidInputException.class);
        assertThat(attachments.find("../x")).isEmpty();
    }

    @Test
    void manyAtOnceGetAddressesAndPortsOfTheirOwn() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Attachment>> work = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String id = String.format("%064x", i);
                work.add(() -> attach(id, "bridge", "c", List.of(new PublishedPort("", 0, 80, "tcp"))));
            }
            List<Attachment> attached = new ArrayList<>();
            for (var future : threads.invokeAll(work)) {
                attached.add(future.get());
            }
            assertThat(attached).extracting(NetworkAttachmentsIT::address).doesNotHaveDuplicates();
            assertThat(attached)
                    .extracting(attachment -> attachment.ports().getFirst().hostPort())
                    .doesNotHaveDuplicates();
            String table = ChildProcess.of(
                            "nft", "list", "table", "ip", kernel.names().table())
                    .output();
            assertThat(attached)
                    .allSatisfy(attachment -> assertThat(table)
                            .contains(
                                    attachment.ports().getFirst().hostPort() + " : " + address(attachment) + " . 80"));
        }
    }

    private void removeRules() {
        ChildProcess.of("nft", "delete", "table", "ip", kernel.names().table()).output();
    }

    private static String tables() {
        return ChildProcess.of("nft", "list", "tables").output();
    }

    private Attachment attach(String id, String network, String name, List<PublishedPort> ports) {
        return attachments.attach(member(id, name), List.of(EndpointRequest.of(network)), ports);
    }

    private static Member member(String id, String name) {
        return new Member(id, name, name, List.of(), List.of());
    }

    private Network create(String name, @Nullable Subnet subnet, Map<String, String> labels) {
        return networks.create(NetworkRequest.of(name, subnet, labels));
    }

    private static NetworkRequest request(String name, String subnet, boolean internal, Map<String, String> options) {
        return new NetworkRequest(name, Subnet.parse(subnet), null, null, Map.of(), internal, false, options, Map.of());
    }

    /// What the container's name server says.
    private static DnsClient.Answer ask(Attachment asker, int type, String name) {
        return DnsClient.ask(namespace(asker), "127.0.0.11", type, name);
    }

    private static List<String> lookUp(Attachment asker, String name) {
        return ask(asker, DnsClient.A, name).records();
    }

    private static String getFrom(Attachment from, String host, int port, String address) {
        return namespace(from)
                .command(
                        "curl",
                        "-s",
                        "-m",
                        "5",
                        "--resolve",
                        host + ":" + port + ":" + address,
                        "http://" + host + ":" + port + "/")
                .output();
    }

    private static String address(Attachment attachment) {
        return attachment.endpoints().getFirst().address();
    }

    private static String gateway(Attachment attachment) {
        return attachment.outward().orElseThrow().gateway();
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
