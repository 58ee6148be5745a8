package dev.onionyard.account;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tokens for programs: each acts as the user who made it, with that user's role. Only a hash is stored.
public interface Tokens {

    /// A token without its secret.
    ///
    /// @param expires when it stops working, or null for never
    record Token(
            long id,
            String label,
            Instant created,
            @Nullable Instant used,
            @Nullable Instant expires) {}

    /// A token just made. The secret is told this once.
    record IssuedToken(Token token, String secret) {}

    /// @param label what it is for, 1 to 64 characters
    /// @param lifetime how long it works, or null for ever
    IssuedToken issue(String userName, String label, @Nullable Duration lifetime);

    /// Newest first.
    List<Token> of(String userName);

    /// @throws dev.onionyard.error.NotFoundException if the user has no such token
    void revoke(String userName, long tokenId);

    /// The user whose token this is; empty if it is unknown, revoked or has expired.
    Optional<User> authenticate(String secret);
}
