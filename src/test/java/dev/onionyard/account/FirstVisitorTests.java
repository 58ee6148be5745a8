package dev.onionyard.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.DatabaseTest;
import dev.onionyard.audit.RecordingAuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

@DatabaseTest
@Import(AccountTestConfiguration.class)
class FirstVisitorTests {

    @Autowired
    private AccountDirectory accounts;

    @Autowired
    private RecordingAuditTrail audit;

    @Autowired
    private JdbcTemplate jdbc;

    @AfterEach
    void empty() {
        jdbc.update("delete from account");
        audit.clear();
    }

    @Test
    void letsTheFirstVisitorChooseOnce() {
        FirstVisitor visitor = starting("");
        String key = visitor.key().orElseThrow();

        User user = visitor.create(key, "Boss", "tears-of-joy");

        assertThat(user.role()).isEqualTo(Role.ADMINISTRATOR);
        assertThat(visitor.awaited()).isFalse();
        assertThatThrownBy(() -> visitor.create(key, "thief", "tears-of-joy")).isInstanceOf(ConflictException.class);
        assertThat(accounts.all()).extracting(User::name).containsExactly("boss");
        assertThat(audit.actions()).containsExactly("account.create");
    }

    @Test
    void refusesAWrongKeyAndKeepsTheRightOne() {
        FirstVisitor visitor = starting("");
        assertThatThrownBy(() -> visitor.create("guess", "thief", "tears-of-joy"))
                .isInstanceOf(InvalidInputException.class);
        assertThat(accounts.all()).isEmpty();
        assertThat(visitor.awaited()).isTrue();
    }

    @Test
    void createsAdminWithTheConfiguredPassword() {
        FirstVisitor visitor = starting("given-password");
        assertThat(visitor.key()).isEmpty();
        assertThat(accounts.get("admin").role()).isEqualTo(Role.ADMINISTRATOR);
    }

    @Test
    void leavesADatabaseWithUsersAlone() {
        accounts.insert("boss", Role.ADMINISTRATOR, "tears-of-joy");
        FirstVisitor visitor = starting("given-password");
        assertThat(visitor.awaited()).isFalse();
        assertThat(accounts.find("admin")).isEmpty();
    }

    private FirstVisitor starting(String configuredPassword) {
        var visitor = new FirstVisitor(accounts, audit, configuredPassword);
        visitor.afterPropertiesSet();
        return visitor;
    }
}
