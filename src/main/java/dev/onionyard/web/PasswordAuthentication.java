package dev.onionyard.web;

import dev.onionyard.account.SignIn;
import dev.onionyard.account.SignIn.Result;
import dev.onionyard.event.Initiator;
import java.time.Duration;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/// Lets Spring Security's sign-in form ask [SignIn].
@Component
class PasswordAuthentication implements AuthenticationProvider {

    private final SignIn signIn;

    PasswordAuthentication(SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        String name = authentication.getName();
        String password = Objects.toString(authentication.getCredentials(), "");
        String address = addressOf(authentication);
        var initiator = new Initiator(name, Initiator.Channel.BROWSER, address);
        return switch (initiator.call(() -> signIn.attempt(name, password, address))) {
            case Result.SignedIn(var user) -> Sessions.authenticationOf(user);
            case Result.Refused() -> throw new BadCredentialsException("name or password is wrong");
            case Result.Throttled(var untilNext) -> throw new ThrottledException(untilNext);
        };
    }

    private static String addressOf(Authentication authentication) {
        return authentication.getDetails() instanceof WebAuthenticationDetails details
                ? Objects.toString(details.getRemoteAddress(), "")
                : "";
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }

    /// Too many failures before this attempt.
    static final class ThrottledException extends AuthenticationException {

        private final Duration untilNext;

        ThrottledException(Duration untilNext) {
            super("too many failures");
            this.untilNext = untilNext;
        }

        /// Whole seconds, at least one.
        long seconds() {
            return Math.max(1, untilNext.plusMillis(999).toSeconds());
        }
    }
}
