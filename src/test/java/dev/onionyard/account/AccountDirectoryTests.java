package dev.onionyard.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.DatabaseTest;
import dev.onionyard.TestClock;
import dev.onionyard.account.SignIn.Result;
import dev.onionyard.audit.RecordingAuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

@DatabaseTest
@Import(AccountTestConfiguration.class)
class AccountDirectoryTests {

    private static final String PASSWORD = "tears-of-joy";

    @Autowired
    private AccountDirectory accounts;

    @Autowired
    private SignIn signIn;

    @Autowired
    private Tokens tokens;

    @Autowired
    private RecordingAuditTrail audit;

    @Autowired
    private TestClock clock;

    @Autowired
    private JdbcTemplate jdbc;

    @BeforeEach
    void createAdministrator() {
        accounts.create("root", Role.ADMINISTRATOR, PASSWORD);
        audit.clear();
    }

    @AfterEach
    void empty() {
        jdbc.update("delete from access_token");
        jdbc.update("delete from account");
        audit.clear();
    }

    @Test
    void createsAUserWhoCanSignIn() {
        User user = accounts.create("LXL", Role.OPERATOR, PASSWORD);

        assertThat(user.name()).isEqualTo("lxl");
        assertThat(accounts.get("Lxl").role()).isEqualTo(Role.OPERATOR);
        assertThat(signIn.attempt("lxl", PASSWORD, "10.0.0.9")).isInstanceOf(Result.SignedIn.class);
        assertThat(accounts.get("lxl").signedIn()).isNotNull();
        assertThat(audit.actions()).containsExactly("account.create", "account.sign-in");
    }

    @Test
    void neverStoresThePassword() {
        assertThat(jdbc.queryForObject("select password_hash from account", String.class))
                .startsWith("{pbkdf2}")
                .doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "ü", "a/b", "<b>", "=cmd", "\0"})
    void refusesNamesThatNeedEscaping(String name) {
        assertThatThrownBy(() -> accounts.create(name, Role.VIEWER, PASSWORD))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot accept user name");
    }

    @Test
    void refusesANameThatIsTaken() {
        assertThatThrownBy(() -> accounts.create("ROOT", Role.VIEWER, PASSWORD))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("the name is taken");
    }

    @Test
    void refusesAShortPassword() {
        assertThatThrownBy(() -> accounts.create("lxl", Role.VIEWER, "1234567"))
                .isInstanceOf(InvalidInputException.class);
        assertThat(audit.recorded()).singleElement().matches(RecordingAuditTrail.Recorded::failed);
    }

    @Test
    void keepsTheLastAdministrator() {
        assertThatThrownBy(() -> accounts.remove("root")).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> accounts.changeRole("root", Role.VIEWER)).isInstanceOf(ConflictException.class);
        assertThat(accounts.get("root").role()).isEqualTo(Role.ADMINISTRATOR);
    }

    @Test
    void letsAnAdministratorGoWhenThereIsAnother() {
        accounts.create("second", Role.ADMINISTRATOR, PASSWORD);
        accounts.remove("root");
        assertThat(accounts.all()).extracting(User::name).containsExactly("second");
    }

    @Test
    void changesEndEarlierSessions() {
        accounts.create("lxl", Role.VIEWER, PASSWORD);
        int first = accounts.get("lxl").stamp();
        accounts.changeRole("lxl", Role.OPERATOR);
        int second = accounts.get("lxl").stamp();
        accounts.resetPassword("lxl", "another-onion");
        assertThat(second).isGreaterThan(first);
        assertThat(accounts.get("lxl").stamp()).isGreaterThan(second);
    }

    @Test
    void asksForThePresentPassword() {
        assertThatThrownBy(() -> accounts.changePassword("root", "wrong", "another-onion"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("present password is wrong");
        accounts.changePassword("root", PASSWORD, "another-onion");
        assertThat(signIn.attempt("root", "another-onion", "10.0.0.9")).isInstanceOf(Result.SignedIn.class);
        assertThat(signIn.attempt("root", PASSWORD, "10.0.0.9")).isInstanceOf(Result.Refused.class);
    }

    @Test
    void removesTheTokensWithTheUser() {
        accounts.create("lxl", Role.VIEWER, PASSWORD);
        String secret = tokens.issue("lxl", "build server", null).secret();
        assertThat(tokens.authenticate(secret)).map(User::name).contains("lxl");
        accounts.remove("lxl");
        assertThat(tokens.authenticate(secret)).isEmpty();
        assertThatThrownBy(() -> accounts.get("lxl")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void doesNotTellAnUnknownNameFromAWrongPassword() {
        assertThat(signIn.attempt("nobody", PASSWORD, "10.0.0.9")).isEqualTo(new Result.Refused());
        assertThat(signIn.attempt("root", "wrong", "10.0.0.9")).isEqualTo(new Result.Refused());
        assertThat(audit.recorded()).hasSize(2).allMatch(RecordingAuditTrail.Recorded::failed);
    }

    @Test
    void doesNotEvenLookAtThePasswordAfterManyFailures() {
        for (int i = 0; i < 6; i++) {
            signIn.attempt("root", "wrong", "10.0.0.66");
        }
        audit.clear();
        assertThat(signIn.attempt("root", PASSWORD, "10.0.0.66")).isInstanceOf(Result.Throttled.class);
        assertThat(audit.recorded()).isEmpty();
    }

    @Test
    void revokesATokenOfItsOwnerOnly() {
        accounts.create("lxl", Role.VIEWER, PASSWORD);
        var issued = tokens.issue("lxl", "build server", null);
        long id = issued.token().id();
        assertThatThrownBy(() -> tokens.revoke("root", id)).isInstanceOf(NotFoundException.class);
        tokens.revoke("lxl", id);
        assertThat(tokens.authenticate(issued.secret())).isEmpty();
    }

    @Test
    void aTokenStopsWorkingWhenItExpires() {
        String secret = tokens.issue("root", "ci", Duration.ofDays(7)).secret();
        clock.advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(tokens.authenticate(secret)).map(User::name).contains("root");
        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.authenticate(secret)).isEmpty();
    }

    @Test
    void recordsTheSignOut() {
        signIn.signOut("root");
        assertThat(audit.recorded()).singleElement().satisfies(row -> {
            assertThat(row.act().action()).isEqualTo("account.sign-out");
            assertThat(row.act().objectName()).isEqualTo("root");
        });
    }

    @Test
    void storesOnlyAHashOfATokensSecret() {
        String secret = tokens.issue("root", "ci", null).secret();
        assertThat(jdbc.queryForObject("select secret_hash from access_token", String.class))
                .hasSize(64)
                .doesNotContain(secret);
        assertThat(tokens.of("root")).singleElement().satisfies(token -> {
            assertThat(token.label()).isEqualTo("ci");
            assertThat(token.used()).isNull();
        });
    }
}
