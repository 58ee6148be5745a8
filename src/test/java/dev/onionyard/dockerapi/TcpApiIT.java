package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.onionyard.account.Accounts;
import dev.onionyard.account.Role;
import dev.onionyard.account.Tokens;
import dev.onionyard.audit.AuditEntry;
import dev.onionyard.audit.AuditHistory;
import dev.onionyard.audit.AuditQuery;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestAuthority;
import dev.onionyard.fixtures.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.testcontainers.shaded.com.github.dockerjava.core.DefaultDockerClientConfig;
import org.testcontainers.shaded.com.github.dockerjava.core.DockerClientImpl;

/// The Docker API over TLS: docker's clients with certificates and with tokens, and who must stay outside.
class TcpApiIT {

    static final List<String> CLIENTS = DockerYard.CLIENTS;

    private static final long LIMIT_SECONDS = 60;
    private static final String PASSWORD = "long enough for a test";

    private static TestAuthority authority;
    private static TestApplication application;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        authority = TestAuthority.make();
        address = "127.0.0.1:" + Ports.free();
        application = TestApplication.start(Map.of(
                "onionyard.tcp.address", address,
                "onionyard.tcp.certificate", authority.file("server.crt").toString(),
                "onionyard.tcp.key", authority.file("server.key").toString(),
                "onionyard.tcp.client-authority", authority.certificate().toString(),
                "onionyard.tcp.client-roles", "client=administrator, watcher=viewer, worker=operator"));
        withCertificate(
                        "docker",
                        "client",
                        "load",
                        "--input",
                        TestImages.busybox().toString())
                .ok();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void servesCertificatesAsTheSocketDoes(String client) throws Exception {
        assertThat(certified(client, "version", "--format", "{{.Server.Version}}")
                        .ok())
                .isNotEmpty();
        assertThat(certified(client, "run", "--rm", TestImages.BUSYBOX, "echo", "over", "TLS")
                        .ok())
                .isEqualTo("over TLS");
        assertThat(certified(client, "ps", "-aq").ok()).isEmpty();
        AuditEntry created = rows("container.create").getFirst();
        assertThat(created.person()).isEqualTo("client");
        assertThat(created.origin()).isEqualTo("127.0.0.1");
    }

    /// A client ends its input by a close in TLS, and still reads.
    @ParameterizedTest
    @FieldSource("CLIENTS")
    void carriesInputToItsEndAndOutputAfterThat(String client) throws Exception {
        Path input = ScratchDirectory.make("input").resolve("bytes");
        Files.writeString(input, "0123456789abcde\n".repeat(200_000));
        var line = command(client, "client", "run", "--rm", "-i", TestImages.BUSYBOX, "sh", "-c", "md5sum; echo end");

        assertThat(run(line, input).ok()).isEqualTo(md5(input) + "  -\nend");
    }

    @Test
    void servesExecLogsEventsAndCopies() throws Exception {
        certified("docker", "run", "-d", "--name", "tls", TestImages.BUSYBOX, "sh", "-c", "echo hello; sleep 600")
                .ok();
        try {
            assertThat(certified("docker", "exec", "tls", "echo", "inside").ok())
                    .isEqualTo("inside");
            assertThat(certified("docker", "logs", "tls").ok()).isEqualTo("hello");
            Path copy = ScratchDirectory.make("copy").resolve("passwd");
            certified("docker", "cp", "tls:/etc/passwd", copy.toString()).ok();
            assertThat(copy).isNotEmptyFile();
            assertThat(certified("docker", "events", "--since", "10m", "--until", "-1s", "--filter", "container=tls")
                            .ok())
                    .contains("container create", "container start");
        } finally {
            certified("docker", "rm", "-f", "tls").ok();
        }
    }

    @Test
    void theNameInACertificateDecidesWhatItsBearerMayDo() throws Exception {
        authority.issueClient("watcher");
        authority.issueClient("worker");
        authority.issueClient("stranger");

        assertThat(withCertificate("docker", "watcher", "images", "--format", "{{.Repository}}")
                        .ok())
                .contains("busybox");
        assertThat(withCertificate("docker", "watcher", "create", TestImages.BUSYBOX)
                        .error())
                .contains("\"watcher\" is viewer and may not ask for POST /containers/create");
        assertThat(withCertificate("docker", "watcher", "export", "nothing").error())
                .contains("takes the role operator");
        assertThat(withCertificate("docker", "worker", "run", "--rm", TestImages.BUSYBOX, "echo", "hi")
                        .ok())
                .isEqualTo("hi");
        assertThat(withCertificate("docker", "worker", "run", "--rm", "--privileged", TestImages.BUSYBOX, "true")
                        .error())
                .contains("takes the role administrator");
        assertThat(run(curlLine("127.0.0.5", withKey(authority, "stranger", "/info")))
                        .ok())
                .contains("gives \\\"stranger\\\" no role")
                .endsWith("401");
    }

    @Test
    void keepsOutWhoHasNoCertificateOfTheAuthority() throws Exception {
        authority.issueExpiredClient("late");
        TestAuthority other = TestAuthority.make();
        other.issueClient("impostor");

        assertThat(withCertificate("docker", "late", "ps").error()).containsIgnoringCase("certificate");
        assertThat(run(command("docker", other, "impostor", "ps")).error()).containsIgnoringCase("certificate");
        assertThat(run(curlLine("127.0.0.3", withKey(authority, "late", "/info")))
                        .code())
                .isNotZero();
        assertThat(run(curlLine("127.0.0.3", withKey(other, "impostor", "/info")))
                        .code())
                .isNotZero();
        assertThat(curl("127.0.0.3", "/info"))
                .isEqualTo("401 {\"message\":\"unauthorized: a client certificate or an access token is needed\"}");
        assertThat(rows("account.sign-in"))
                .anySatisfy(row -> {
                    assertThat(row.person()).isEqualTo("late");
                    assertThat(row.origin()).isEqualTo("127.0.0.3");
                    assertThat(row.error()).contains("NotAfter");
                    assertThat(row.outcome()).isEqualTo(AuditEntry.Outcome.FAILED);
                })
                .anySatisfy(row -> {
                    assertThat(row.person()).isEqualTo("impostor");
                    assertThat(row.origin()).isEqualTo("127.0.0.3");
                    assertThat(row.error()).contains("not trusted");
                });
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void servesTokensFromTheClientsSettings(String client) throws Exception {
        String name = "token-" + CLIENTS.indexOf(client);
        Path settings = settings(token(name, Role.OPERATOR));
        var run = tokenCommand(client, settings, "run", "--rm", TestImages.BUSYBOX, "echo", "by token");

        assertThat(run(run).ok()).isEqualTo("by token");
        assertThat(rows("container.create").getFirst().person()).isEqualTo(name);
    }

    @Test
    void aTokenGivesItsOwnersRoleAndNoMore() throws Exception {
        Path settings = settings(token("token-viewer", Role.VIEWER));

        assertThat(run(tokenCommand("docker", settings, "ps")).code()).isZero();
        assertThat(run(tokenCommand("docker", settings, "create", TestImages.BUSYBOX))
                        .error())
                .contains("\"token-viewer\" is viewer and may not");
        assertThat(run(tokenCommand("docker", settings, "rmi", TestImages.BUSYBOX))
                        .error())
                .contains("\"token-viewer\" is viewer and may not");
    }

    @Test
    void slowsDownGuessersButNobodyElse() throws Exception {
        String good = token("token-good", Role.VIEWER);
        int before = rows("account.sign-in").size();
        String answer = "";
        for (int i = 0; i < 12; i++) {
            answer = curl("127.0.0.4", "/info", "-H", "Authorization: Bearer oy_guess" + i);
        }

        assertThat(answer).startsWith("429").contains("too many failed attempts");
        assertThat(rows("account.sign-in").size() - before).isLessThan(10);
        assertThat(curl("127.0.0.4", "/_ping", "-H", "Authorization: Bearer " + good))
                .isEqualTo("200 OK");
    }

    @Test
    void refusesPagesOfOtherOrigins() throws Exception {
        String token = token("token-origin", Role.VIEWER);

        String[] words = {"-H", "Authorization: Bearer " + token, "-H", "Origin: https://evil.example"};
        assertThat(curl("127.0.0.1", "/info", words)).startsWith("403");
    }

    @Test
    void theDashboardIsNotThereAndTheApiIsNotOnTheDashboard() throws Exception {
        String token = token("token-apart", Role.ADMINISTRATOR);

        assertThat(curl("127.0.0.1", "/sign-in", "-H", "Authorization: Bearer " + token))
                .isEqualTo("404 {\"message\":\"page not found\"}");
        String dashboard = application.address() + "/containers/json";
        assertThat(run(List.of("curl", "-sS", "--fail", "-H", "Authorization: Bearer " + token, dashboard))
                        .error())
                .contains("404");
    }

    @Test
    void servesDockerJava() throws Exception {
        Path folder = ScratchDirectory.make("docker-java");
        Files.copy(authority.certificate(), folder.resolve("ca.pem"));
        Files.copy(authority.file("client.crt"), folder.resolve("cert.pem"));
        Files.copy(authority.file("client.key"), folder.resolve("key.pem"));
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("tcp://" + address)
                .withDockerTlsVerify(true)
                .withDockerCertPath(folder.toString())
                .build();
        var transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .build();
        try (DockerClient client = DockerClientImpl.getInstance(config, transport)) {
            String id = client.createContainerCmd(TestImages.BUSYBOX)
                    .withCmd("sh", "-c", "exit 5")
                    .exec()
                    .getId();
            client.startContainerCmd(id).exec();
            assertThat(client.waitContainerCmd(id).start().awaitStatusCode(60, TimeUnit.SECONDS))
                    .isEqualTo(5);
            client.removeContainerCmd(id).exec();
        }
    }

    @Test
    void servesPythonsClient() throws Exception {
        String script = """
                import docker, sys
                tls = docker.tls.TLSConfig(client_cert=(sys.argv[2], sys.argv[3]), ca_cert=sys.argv[4], verify=True)
                client = docker.DockerClient(base_url='https://' + sys.argv[1], tls=tls)
                print(client.containers.run('busybox:test', 'echo from python', remove=True).decode())
                """;
        String certificate = authority.file("client.crt").toString();
        String key = authority.file("client.key").toString();
        String ca = authority.certificate().toString();

        // Python's HTTP client prefers a bundle named by the environment to the one that it is given.
        var line = new ArrayList<>(List.of("env", "-u", "REQUESTS_CA_BUNDLE", "-u", "CURL_CA_BUNDLE"));
        line.addAll(List.of("/usr/bin/python3", "-c", script, address, certificate, key, ca));

        assertThat(run(line).ok()).isEqualTo("from python");
    }

    private static String token(String name, Role role) {
        application.get(Accounts.class).create(name, role, PASSWORD);
        return application.get(Tokens.class).issue(name, "test", null).secret();
    }

    /// A folder for `docker --config`.
    private static Path settings(String token) throws IOException {
        Path folder = ScratchDirectory.make("docker-config");
        Files.writeString(
                folder.resolve("config.json"), "{\"HttpHeaders\": {\"Authorization\": \"Bearer " + token + "\"}}");
        return folder;
    }

    private static List<AuditEntry> rows(String action) {
        return application
                .get(AuditHistory.class)
                .search(new AuditQuery("", "", action, null, null), 0, 500)
                .entries();
    }

    private static DockerYard.Outcome certified(String client, String... words) throws Exception {
        return withCertificate(client, "client", words);
    }

    private static DockerYard.Outcome withCertificate(String client, String name, String... words) throws Exception {
        return run(command(client, name, words));
    }

    private static List<String> command(String client, String name, String... words) {
        return command(client, authority, name, words);
    }

    private static List<String> command(String client, TestAuthority issuer, String name, String... words) {
        var line = new ArrayList<>(List.of(
                client,
                "--tlsverify",
                "--tlscacert",
                authority.certificate().toString(),
                "--tlscert",
                issuer.file(name + ".crt").toString(),
                "--tlskey",
                issuer.file(name + ".key").toString(),
                "--host",
                "tcp://" + address));
        line.addAll(List.of(words));
        return line;
    }

    private static List<String> tokenCommand(String client, Path settings, String... words) {
        var line = new ArrayList<>(List.of(
                client,
                "--config",
                settings.toString(),
                "--tlsverify",
                "--tlscacert",
                authority.certificate().toString(),
                "--host",
                "tcp://" + address));
        line.addAll(List.of(words));
        return line;
    }

    /// Status and body.
    ///
    /// @param from the caller's address, any of loopback's
    private static String curl(String from, String path, String... words) throws Exception {
        var all = new ArrayList<>(List.of(words));
        all.add("https://" + address + path);
        String out = run(curlLine(from, all)).ok();
        int end = out.lastIndexOf('\n');
        return out.substring(end + 1) + " " + out.substring(0, end);
    }

    private static List<String> curlLine(String from, List<String> words) {
        var line = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "--interface", from));
        line.addAll(List.of("--write-out", "\n%{http_code}"));
        line.addAll(List.of("--cacert", authority.certificate().toString()));
        line.addAll(words);
        return line;
    }

    private static List<String> withKey(TestAuthority issuer, String name, String path) {
        String certificate = issuer.file(name + ".crt").toString();
        String key = issuer.file(name + ".key").toString();
        return List.of("--cert", certificate, "--key", key, "https://" + address + path);
    }

    private static DockerYard.Outcome run(List<String> line) throws Exception {
        return run(line, Path.of("/dev/null"));
    }

    private static DockerYard.Outcome run(List<String> line, Path input) throws Exception {
        Path out = Files.createTempFile("docker", ".out");
        Path error = Files.createTempFile("docker", ".err");
        try {
            Process process = new ProcessBuilder(line)
                    .redirectInput(input.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(error.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + line);
            }
            return new DockerYard.Outcome(process.exitValue(), Files.readString(out), Files.readString(error));
        } finally {
            Files.delete(out);
            Files.delete(error);
        }
    }

    private static String md5(Path file) throws Exception {
        Process process = new ProcessBuilder("md5sum", file.toString()).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).substring(0, 32);
    }
}
