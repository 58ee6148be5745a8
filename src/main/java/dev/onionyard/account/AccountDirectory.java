package dev.onionyard.account;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// [Accounts] in the database. Hashes are computed outside transactions, because they take a quarter of a second.
@Service
class AccountDirectory implements Accounts {

    private final AccountRepository accounts;
    private final AccessTokenRepository tokens;
    private final PasswordEncoder passwords;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    AccountDirectory(
            AccountRepository accounts,
            AccessTokenRepository tokens,
            PasswordEncoder passwords,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.passwords = passwords;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public List<User> all() {
        return accounts.findAllByOrderByName().stream().map(Account::toUser).toList();
    }

    @Override
    public Optional<User> find(String name) {
        return accounts.findByName(Credentials.normalized(name)).map(Account::toUser);
    }

    @Override
    public User get(String name) {
        return find(name).orElseThrow(() -> noSuchUser(name));
    }

    @Override
    public User create(String name, Role role, String password) {
        return audit.record(AuditAct.of("account.create", "", name), row -> {
            User user = insert(Credentials.requireName(name), role, Credentials.requirePassword(password));
            row.object(user.name(), user.name());
            row.after(role.name());
            return user;
        });
    }

    /// Creates a user without a rule for the password and without an audit row.
    User insert(String name, Role role, String password) {
        String hash = hash(password);
        return inTransaction(() -> {
            if (accounts.findByName(name).isPresent()) {
                throw new ConflictException("cannot create user \"" + name + "\": the name is taken");
            }
            return accounts.save(new Account(name, hash, role, clock.instant())).toUser();
        });
    }

    boolean isEmpty() {
        return accounts.count() == 0;
    }

    @Override
    public void changeRole(String name, Role role) {
        audit.record(AuditAct.of("account.change-role", name, name), row -> {
            Role before = changing(name, account -> {
                Role old = account.role();
                if (old == Role.ADMINISTRATOR && role != old) {
                    requireAnotherAdministrator(account, "take the administrator role from");
                }
                account.changeRole(role);
                return old;
            });
            row.before(before.name());
            row.after(role.name());
            return before;
        });
    }

    @Override
    public void resetPassword(String name, String password) {
        audit.record(AuditAct.of("account.reset-password", name, name), () -> {
            String hash = hash(Credentials.requirePassword(password));
            return changing(name, account -> {
                account.changePassword(hash);
                return account.toUser();
            });
        });
    }

    @Override
    public User changePassword(String name, String present, String password) {
        return audit.record(AuditAct.of("account.change-password", name, name), () -> {
            requirePresentPassword(name, present);
            String hash = hash(Credentials.requirePassword(password));
            return changing(name, account -> {
                account.changePassword(hash);
                return account.toUser();
            });
        });
    }

    @Override
    public void remove(String name) {
        audit.record(AuditAct.of("account.remove", name, name), row -> {
            Role role = changing(name, account -> {
                if (account.role() == Role.ADMINISTRATOR) {
                    requireAnotherAdministrator(account, "remove");
                }
                tokens.deleteByAccount(account);
                accounts.delete(account);
                return account.role();
            });
            row.before(role.name());
            return role;
        });
    }

    private void requireAnotherAdministrator(Account account, String act) {
        if (accounts.lockAllWith(Role.ADMINISTRATOR).size() < 2) {
            throw new ConflictException("cannot " + act + " user \"" + account.name()
                    + "\": nobody else is administrator; give the role to another user first");
        }
    }

    private void requirePresentPassword(String name, String present) {
        Account account = accounts.findByName(Credentials.normalized(name)).orElseThrow(() -> noSuchUser(name));
        if (!passwords.matches(present, account.passwordHash())) {
            throw new InvalidInputException("cannot change password: the present password is wrong");
        }
    }

    private <T> T changing(String name, Function<Account, T> change) {
        return inTransaction(() -> {
            Account account = accounts.findByName(Credentials.normalized(name)).orElseThrow(() -> noSuchUser(name));
            return change.apply(account);
        });
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    private String hash(String password) {
        return Objects.requireNonNull(passwords.encode(password));
    }

    private static NotFoundException noSuchUser(String name) {
        return new NotFoundException("cannot find user \"" + name + "\": there is no such user");
    }
}
