package dev.onionyard.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.distribution.Registries.KnownRegistry;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.fixtures.ListedAudit;
import dev.onionyard.fixtures.TestRegistry;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.registry.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/// Known registries and their credentials, in a database and a key file as they are.
@DistributionIntegrationTest
class RegistriesIT {

    private static final Credential ANN = new Credential.Password("ann", "a very secret word");

    @Autowired
    private Registries registries;

    @Autowired
    private HomeDirectory home;

    @Autowired
    private ListedAudit audit;

    @Autowired
    private JdbcTemplate database;

    @AfterEach
    void forgetAll() {
        registries.list().stream()
                .filter(registry -> !registry.host().equals("docker.io") || registry.isSignedIn())
                .forEach(registry -> registries.forget(registry.host()));
        audit.clear();
    }

    @Test
    void keepsAGoodCredentialEncryptedAndShowsItNowhere() throws IOException {
        try (TestRegistry guarded =
                TestRegistry.plan().passwords("ann", "a very secret word").start()) {
            String host = guarded.authority();
            assertThatThrownBy(() -> registries.signIn(host, new Credential.Password("ann", "wrong word")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageNotContaining("wrong word");
            assertThat(registries.credentialFor(host)).isEqualTo(Credential.ANONYMOUS);

            KnownRegistry known = registries.signIn("http://" + host + "/v2/", ANN);

            assertThat(known.host()).isEqualTo(host);
            assertThat(known.user()).isEqualTo("ann");
            assertThat(registries.credentialFor(host)).isEqualTo(ANN);
            assertThat(known + " " + ANN + " " + audit.rows()).doesNotContain("a very secret word");
            String stored = database.queryForObject("select secret from registries where host = ?", String.class, host);
            assertThat(stored).isNotBlank().doesNotContain("secret");
            Path key = home.path().resolve("keys/registry.key");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
            assertThat(Files.size(key)).isEqualTo(32);
            loseTheKey(host, key);

            registries.signOut(host);
            assertThat(registries.credentialFor(host)).isEqualTo(Credential.ANONYMOUS);
            assertThat(audit.rows()).last().isEqualTo("registry.sign-out " + host + ": ok");
        }
    }

    /// A row that was copied to another server, or to another registry, gives nothing away.
    private void loseTheKey(String host, Path key) throws IOException {
        byte[] kept = Files.readAllBytes(key);
        Files.write(key, new byte[32]);
        assertThat(registries.credentialFor(host)).isEqualTo(Credential.ANONYMOUS);
        Files.write(key, kept);
        assertThat(registries.credentialFor(host)).isEqualTo(ANN);
        database.update("update registries set host = 'other:1' where host = ?", host);
        assertThat(registries.credentialFor("other:1")).isEqualTo(Credential.ANONYMOUS);
        database.update("update registries set host = ? where host = 'other:1'", host);
    }

    @Test
    void knowsDockerHubAndWhatWasAdded() {
        registries.add("registry.example:5000");
        registries.add("a.example");
        assertThat(registries.list())
                .extracting(KnownRegistry::host)
                .containsExactly("docker.io", "a.example", "registry.example:5000");
        assertThatThrownBy(() -> registries.add("no host/at all")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> registries.signOut("unknown.example")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> registries.test("127.0.0.1:9", null)).isInstanceOf(UnavailableException.class);
        registries.forget("a.example");
        assertThat(registries.list()).hasSize(2);
    }

    @Test
    void importsWhatDockerKept() throws IOException {
        String json = """
                {"auths": {"https://index.docker.io/v1/": {"auth": "%s"}, "token.example": {"identitytoken": "t1"},
                 "empty.example": {}, "bad host/": {"auth": "%s"}, "broken.example": {"auth": "%%%%"}},
                 "credHelpers": {"helped.example": "no-such-helper", "evil.example": "../../bin/sh"}}""".formatted(base64("bob:p:w"), base64("a:b"));
        Registries.Imported imported = registries.importDockerConfig(json.getBytes(StandardCharsets.UTF_8));
        assertThat(imported.signedIn()).containsExactlyInAnyOrder("docker.io", "token.example");
        assertThat(imported.failed())
                .extracting(Registries.Imported.Failure::host)
                .containsExactlyInAnyOrder("bad host/", "broken.example", "helped.example", "evil.example");
        assertThat(registries.credentialFor("docker.io")).isEqualTo(new Credential.Password("bob", "p:w"));
        assertThat(registries.credentialFor("token.example")).isEqualTo(new Credential.IdentityToken("t1"));
        assertThatThrownBy(() -> registries.importDockerConfig("[]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void asksCredentialHelpers() throws IOException {
        Path helper = Path.of("/usr/local/bin/docker-credential-onionyard-test");
        Files.writeString(helper, """
                #!/bin/sh
                read -r address
                [ "$1" = get ] || exit 2
                case $address in
                    kept.example) echo '{"ServerURL":"kept.example","Username":"cat","Secret":"p/w"}' ;;
                    token.example) echo '{"ServerURL":"token.example","Username":"<token>","Secret":"t9"}' ;;
                    *) echo "credentials not found in native keychain"; exit 1 ;;
                esac
                """);
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Registries.Imported imported = registries.importDockerConfig("""
                    {"credsStore": "onionyard-test", "auths": {"kept.example": {}, "other.example": {}},
                     "credHelpers": {"token.example": "onionyard-test"}}""".getBytes(StandardCharsets.UTF_8));
            assertThat(imported.signedIn()).containsExactlyInAnyOrder("kept.example", "token.example");
            assertThat(imported.failed()).singleElement().satisfies(failure -> {
                assertThat(failure.host()).isEqualTo("other.example");
                assertThat(failure.reason()).contains("credentials not found in native keychain");
            });
            assertThat(registries.credentialFor("kept.example")).isEqualTo(new Credential.Password("cat", "p/w"));
            assertThat(registries.credentialFor("token.example")).isEqualTo(new Credential.IdentityToken("t9"));
        } finally {
            Files.delete(helper);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
