package dev.onionyard.registry;

import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one session shows to one registry: nothing until it is challenged, then its password, or a token for each
/// scope.
final class Authorization {

    private final TokenServer tokens;
    private final Clock clock;
    private final Credential credential;
    private final Map<String, TokenServer.Token> byScope = new HashMap<>();
    private @Nullable Challenge challenge;

    Authorization(TokenServer tokens, Clock clock, Credential credential) {
        this.tokens = tokens;
        this.clock = clock;
        this.credential = credential;
    }

    /// The header to send, as far as it is known that there must be one.
    synchronized Optional<String> header(String scope, ProgressListener work) throws IOException {
        Challenge known = challenge;
        if (known == null) {
            return Optional.empty();
        }
        if (known.isBasic()) {
            return credential instanceof Credential.Password password
                    ? Optional.of(TokenServer.basic(password))
                    : Optional.empty();
        }
        TokenServer.Token token = byScope.get(scope);
        if (token == null || !clock.instant().isBefore(token.expires())) {
            token = tokens.fetch(known, scope, credential, work);
            byScope.put(scope, token);
        }
        return Optional.of("Bearer " + token.value());
    }

    /// Learns from a 401.
    ///
    /// @param refused the header that was sent, if there was one
    /// @return whether it is worth asking again
    synchronized boolean learn(List<Challenge> challenges, String scope, Optional<String> refused) {
        Optional<Challenge> usable = challenges.stream()
                .filter(Challenge::isBearer)
                .findFirst()
                .or(() -> challenges.stream()
                        .filter(candidate -> candidate.isBasic() && credential instanceof Credential.Password)
                        .findFirst());
        if (usable.isEmpty()) {
            return false;
        }
        boolean wasBasic = refused.filter(header -> header.startsWith("Basic ")).isPresent();
        if (usable.get().isBasic() && wasBasic) {
            return false;
        }
        challenge = usable.get();
        // It may have expired by the server's clock, or somebody else got a new one meanwhile.
        TokenServer.Token token = byScope.get(scope);
        if (token != null && refused.filter(("Bearer " + token.value())::equals).isPresent()) {
            byScope.remove(scope);
        }
        return true;
    }
}
