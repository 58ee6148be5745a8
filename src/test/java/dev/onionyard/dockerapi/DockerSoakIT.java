package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.onionyard.fixtures.TestImages;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/// Many containers that come and go leave nothing behind, and neither do clients that vanish.
class DockerSoakIT {

    /// More with `-Donionyard.soak=500`.
    private static final int ROUNDS = Integer.getInteger("onionyard.soak", 60);
    private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");

    /// Pools that grow and shrink with requests, and the machine's own threads.
    private static final Pattern POOLED = Pattern.compile(
            "http-nio.*|Catalina.*|ForkJoin.*|HikariPool.*|H2 .*|process reaper.*|Common-Cleaner|C[12] Compiler.*"
                    + "|cgroup-move|.*Cleaner.*|idle-memory.*|exit-\\d+|layer-\\d+|Attach Listener|Keep-Alive.*|HttpClient.*");

    /// They end by themselves after a minute at most. Those of earlier work must not be counted at the beginning.
    private static final Pattern ENDING = Pattern.compile("layer-warm-up|job-\\d+|health-\\d+");

    @Test
    void leavesNothingBehind() throws Exception {
        try (DockerYard yard = DockerYard.make()) {
            for (int i = 0; i < 5; i++) {
                round(yard, i);
            }
            vanish(yard);
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(
                                    thread -> ENDING.matcher(thread.getName()).matches()));
            Map<String, Long> before = counts(yard);

            for (int i = 0; i < ROUNDS; i++) {
                round(yard, i);
            }
            vanish(yard);

            await().pollInSameThread()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(counts(yard)).isEqualTo(before));
        }
    }

    /// Create, start, wait, remove; every fifth time by the real client, with a network, a port and a volume.
    private static void round(DockerYard yard, int number) throws Exception {
        if (number % 5 == 0) {
            yard.docker("run", "--rm", "-p", "0:80", "-v", "/data", TestImages.BUSYBOX, "true")
                    .ok();
            return;
        }
        String created = yard.curl(
                        "-XPOST",
                        "-HContent-Type: application/json",
                        "-d{\"Image\":\"busybox:test\",\"Cmd\":[\"echo\",\"x\"],\"HostConfig\":{\"IpcMode\":\"shareable\","
                                + "\"NetworkMode\":\"none\"}}",
                        "http://d/containers/create")
                .ok();
        Matcher id = ID.matcher(created);
        assertThat(id.find()).as(created).isTrue();
        String address = "http://d/containers/" + id.group(1);
        yard.curl("-XPOST", address + "/start").ok();
        assertThat(yard.curl("-XPOST", address + "/wait").ok()).contains("\"StatusCode\":0");
        assertThat(yard.curl("-XDELETE", address).ok()).isEmpty();
    }

    /// Clients that leave in the middle of everything.
    private static void vanish(DockerYard yard) throws Exception {
        String name = yard.sleeper("left");
        for (String request : List.of(
                "GET /containers/left/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n",
                "GET /containers/left/stats HTTP/1.1\r\nHost: d\r\n\r\n",
                "GET /events HTTP/1.1\r\nHost: d\r\n\r\n",
                "POST /containers/left/wait HTTP/1.1\r\nHost: d\r\n\r\n",
                "POST /containers/left/attach?stream=1&stdout=1 HTTP/1.1\r\nHost: d\r\nUpgrade: tcp\r\n"
                        + "Connection: Upgrade\r\n\r\n",
                "POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{\"Image\":")) {
            try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                client.connect(UnixDomainSocketAddress.of(yard.socket()));
                client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
                if (!request.contains("/create")) {
                    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(1);
                }
            }
        }
        yard.docker("rm", "-f", "-v", name).ok();
    }

    private static Map<String, Long> counts(DockerYard yard) throws IOException {
        var counts = new TreeMap<String, Long>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!POOLED.matcher(thread.getName()).matches()) {
                counts.merge("thread " + thread.getName().replaceAll("\\d+", "N"), 1L, Long::sum);
            }
        }
        counts.put("children", ProcessHandle.current().children().count());
        counts.put("mounts and namespaces", mounts(yard));
        counts.put("descriptors", descriptors());
        counts.put("containers on disk", entries(yard.application.home().resolve("containers")));
        counts.put("volumes on disk", entries(yard.application.home().resolve("volumes")));
        var rows = yard.application.get(JdbcTemplate.class);
        // The history of who did what grows, as it should.
        for (String table : rows.queryForList(
                "select table_name from information_schema.tables where table_schema = 'PUBLIC'"
                        + " and lower(table_name) not like 'audit%'",
                String.class)) {
            counts.put("rows in " + table, rows.queryForObject("select count(*) from \"" + table + "\"", Long.class));
        }
        return counts;
    }

    /// Of this server only: others may run beside it.
    private static long mounts(DockerYard yard) throws IOException {
        String home = yard.application.home().getParent() + "/";
        String run =
                "/run/yard-" + Integer.toHexString(yard.application.address().getPort()) + "/";
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(home) || line.contains(run))
                .count();
    }

    /// Pipes, files and the like; sockets of clients that may come again are Tomcat's.
    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(file -> !target(file).startsWith("socket:")).count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "socket: it was closed meanwhile";
        }
    }

    private static long entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }
}
