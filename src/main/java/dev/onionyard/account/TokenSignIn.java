package dev.onionyard.account;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.event.Initiator;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// [ProgramSignIn] by the tokens of [Tokens].
@Service
class TokenSignIn implements ProgramSignIn {

    private final Tokens tokens;
    private final AuditTrail audit;
    private final SignInThrottle throttle;

    TokenSignIn(Tokens tokens, AuditTrail audit, Clock clock) {
        this.tokens = tokens;
        this.audit = audit;
        this.throttle = new SignInThrottle(clock);
    }

    @Override
    public SignIn.Result attempt(String secret, Initiator caller) {
        Optional<User> user = tokens.authenticate(secret);
        return user.isPresent()
                ? new SignIn.Result.SignedIn(user.get())
                : turnAway(caller, "the token is unknown, revoked or has expired");
    }

    @Override
    public SignIn.Result turnAway(Initiator caller, String reason) {
        Duration wait = throttle.begin(caller.origin());
        if (!wait.isZero()) {
            return new SignIn.Result.Throttled(wait);
        }
        caller.run(() -> record(caller.name(), reason));
        return new SignIn.Result.Refused();
    }

    private void record(String name, String reason) {
        try {
            audit.record(AuditAct.of("account.sign-in", name, name), row -> {
                throw new TurnedAway(reason);
            });
        } catch (TurnedAway e) {
            // It stands in the trail now, which is all that it was thrown for.
        }
    }

    /// Carries a refusal through the audit trail, whose row it completes.
    private static final class TurnedAway extends RuntimeException {

        TurnedAway(String reason) {
            super(reason);
        }
    }
}
