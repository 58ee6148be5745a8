package dev.onionyard.account;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// [Tokens] in the database.
@Service
class TokenRegister implements Tokens {

    private static final String PREFIX = "oy_";
    private static final int LONGEST_LABEL = 64;
    /// The time of last use is written no more often than this.
    private static final Duration USE_GRAIN = Duration.ofMinutes(1);

    private final AccountRepository accounts;
    private final AccessTokenRepository tokens;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TokenRegister(
            AccountRepository accounts,
            AccessTokenRepository tokens,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public IssuedToken issue(String userName, String label, @Nullable Duration lifetime) {
        return audit.record(
                AuditAct.of("account.issue-token", userName, userName).withDetail(label), () -> {
                    String secret = PREFIX + Secrets.create();
                    return new IssuedToken(insert(userName, requireLabel(label), secret, lifetime), secret);
                });
    }

    private Token insert(String userName, String label, String secret, @Nullable Duration lifetime) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Account account = accounts.findByName(Credentials.normalized(userName))
                    .orElseThrow(() -> new NotFoundException("cannot find user \"" + userName + "\""));
            Instant now = clock.instant();
            Instant expires = lifetime == null ? null : now.plus(lifetime);
            return tokens.save(new AccessToken(account, label, Secrets.hash(secret), now, expires))
                    .toToken();
        }));
    }

    @Override
    public List<Token> of(String userName) {
        return tokens.findByAccountNameOrderByIdDesc(Credentials.normalized(userName)).stream()
                .map(AccessToken::toToken)
                .toList();
    }

    @Override
    public void revoke(String userName, long tokenId) {
        audit.record(AuditAct.of("account.revoke-token", userName, userName), row -> {
            Token token = delete(userName, tokenId);
            row.before(token.label());
            return token;
        });
    }

    private Token delete(String userName, long tokenId) {
        return Objects.requireNonNull(transaction.execute(status -> {
            AccessToken token = tokens.findByIdAndAccountName(tokenId, Credentials.normalized(userName))
                    .orElseThrow(() -> new NotFoundException(
                            "cannot revoke token \"" + tokenId + "\": user \"" + userName + "\" has no such token"));
            tokens.delete(token);
            return token.toToken();
        }));
    }

    @Override
    public Optional<User> authenticate(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return Objects.requireNonNull(transaction.execute(status -> tokens.findBySecretHash(Secrets.hash(secret))
                .filter(token -> token.worksAt(clock.instant()))
                .map(this::use)));
    }

    private User use(AccessToken token) {
        Instant now = clock.instant();
        Instant last = token.usedAt();
        if (last == null || last.plus(USE_GRAIN).isBefore(now)) {
            token.used(now);
        }
        return token.account().toUser();
    }

    private static String requireLabel(String label) {
        String trimmed = label.strip();
        if (trimmed.isEmpty() || trimmed.length() > LONGEST_LABEL) {
            throw new InvalidInputException(
                    "cannot issue a token: its label needs 1 to " + LONGEST_LABEL + " characters");
        }
        return trimmed;
    }
}
