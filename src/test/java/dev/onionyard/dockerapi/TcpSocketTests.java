package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.account.ProgramSignIn;
import dev.onionyard.account.Role;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.fixtures.TestAuthority;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/// What an operator may ask of the TCP address, and what is refused at the start.
class TcpSocketTests {

    private static final List<String> OPERATORS = List.of("*=operator");

    private static TestAuthority authority;

    @BeforeAll
    static void makeAuthority() {
        authority = TestAuthority.make();
    }

    @Test
    void isOffWithoutAnAddress() {
        assertThat(connectors(new TcpProperties("", "", "", "", OPERATORS, false)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:2375", "localhost:2375", "[::1]:2375", "tcp://127.0.0.2:2375"})
    void speaksPlainOnLoopbackWhenTold(String address) {
        assertThat(connectors(new TcpProperties(address, "", "", "", OPERATORS, true)))
                .isOne();
        assertThatThrownBy(() -> connectors(new TcpProperties(address, "", "", "", OPERATORS, false)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("without TLS")
                .hasMessageContaining("onionyard.tcp.plain=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:2375", "[::]:2375", "192.0.2.1:2375"})
    void neverSpeaksPlainWhereOthersReachIt(String address) {
        assertThatThrownBy(() -> connectors(new TcpProperties(address, "", "", "", OPERATORS, true)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("other machines reach it, so it needs TLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2375", ":2375", "host", "host:", "host:70000", "a:b:1", "http://host:1"})
    void refusesWhatIsNoAddress(String address) {
        assertThatThrownBy(() -> connectors(new TcpProperties(address, "", "", "", OPERATORS, true)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected host:port");
    }

    @Test
    void takesCertificatesWithAndWithoutAnAuthorityOfClients() {
        String ca = authority.certificate().toString();

        assertThat(connectors(encrypted("server.crt", "server.key", ""))).isOne();
        assertThat(connectors(encrypted("server.crt", "server.key", ca))).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "server.crt, client.key, it is not the key of the certificate",
        "server.key, server.key, Missing certificates",
        "missing.crt, server.key, the file cannot be read",
        "server.crt, missing.key, the file cannot be read"
    })
    void saysWhatIsWrongWithItsFiles(String certificate, String key, String reason) {
        assertThatThrownBy(() -> connectors(encrypted(certificate, key, "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("onionyard.tcp.");
    }

    @Test
    void refusesACertificateWithoutItsKey() {
        String certificate = authority.file("server.crt").toString();

        assertThatThrownBy(() -> connectors(new TcpProperties("127.0.0.1:1", certificate, "", "", OPERATORS, false)))
                .hasMessageContaining("onionyard.tcp.key names no PEM file");
    }

    @Test
    void namesInCertificatesHaveRoles() {
        var some = new TcpProperties("", "", "", "", List.of("ci=operator", "a=b=viewer", "*=viewer"), false);

        assertThat(some.roleOf("ci")).contains(Role.OPERATOR);
        assertThat(some.roleOf("a=b")).contains(Role.VIEWER);
        assertThat(some.roleOf("somebody")).contains(Role.VIEWER);
        assertThat(new TcpProperties("", "", "", "", List.of("ci=operator"), false).roleOf("somebody"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci", "ci=", "ci=root"})
    void refusesRolesThatThereAreNot(String entry) {
        assertThatThrownBy(() -> new TcpProperties("", "", "", "", List.of(entry), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be NAME=ROLE");
    }

    private static TcpProperties encrypted(String certificate, String key, String clientAuthority) {
        Path directory = authority.directory();
        return new TcpProperties(
                "0.0.0.0:2376",
                directory.resolve(certificate).toString(),
                directory.resolve(key).toString(),
                clientAuthority,
                OPERATORS,
                false);
    }

    private static int connectors(TcpProperties properties) {
        var factory = new TomcatServletWebServerFactory();
        new TcpSocket(properties, Mockito.mock(ProgramSignIn.class)).customize(factory);
        return factory.getAdditionalConnectors().size();
    }
}
