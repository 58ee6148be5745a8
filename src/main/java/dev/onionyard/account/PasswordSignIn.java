package dev.onionyard.account;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// [SignIn] by name and password.
@Service
class PasswordSignIn implements SignIn {

    private final AccountRepository accounts;
    private final PasswordEncoder passwords;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SignInThrottle throttle;
    /// Compared with when there is no such user, so that the time taken does not tell.
    private final String nobodysHash;

    PasswordSignIn(
            AccountRepository accounts,
            PasswordEncoder passwords,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
        this.throttle = new SignInThrottle(clock);
        this.nobodysHash = Objects.requireNonNull(passwords.encode("nobody"));
    }

    @Override
    public Result attempt(String name, String password, String origin) {
        String normalized = Credentials.normalized(name);
        Duration wait = throttle.begin(normalized, origin);
        if (!wait.isZero()) {
            return new Result.Throttled(wait);
        }
        try {
            User user = audit.record(
                    AuditAct.of("account.sign-in", normalized, normalized), () -> check(normalized, password));
            throttle.succeeded(normalized, origin);
            return new Result.SignedIn(user);
        } catch (WrongCredentials e) {
            return new Result.Refused();
        }
    }

    @Override
    public void signOut(String name) {
        audit.record(AuditAct.of("account.sign-out", name, name), row -> true);
    }

    private User check(String name, String password) {
        Optional<Account> account = accounts.findByName(name);
        String hash = account.map(Account::passwordHash).orElse(nobodysHash);
        boolean right = passwords.matches(password, hash);
        if (account.isEmpty() || !right) {
            throw new WrongCredentials();
        }
        return markSignedIn(account.get());
    }

    private User markSignedIn(Account account) {
        return Objects.requireNonNull(transaction.execute(status -> {
            account.signedIn(clock.instant());
            return accounts.save(account).toUser();
        }));
    }

    /// Carries a refusal through the audit trail, whose row it completes.
    private static final class WrongCredentials extends RuntimeException {

        WrongCredentials() {
            super("name or password is wrong");
        }
    }
}
