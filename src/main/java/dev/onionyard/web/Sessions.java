package dev.onionyard.web;

import dev.onionyard.account.Role;
import dev.onionyard.account.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/// Opens sessions, and says whose the present one is.
@Component
public class Sessions {

    private final SecurityContextRepository contexts;

    Sessions(SecurityContextRepository contexts) {
        this.contexts = contexts;
    }

    /// The user of the current request.
    public static Optional<SignedInUser> current() {
        return userOf(SecurityContextHolder.getContext().getAuthentication());
    }

    static Optional<SignedInUser> userOf(@Nullable Authentication authentication) {
        return authentication != null && authentication.getPrincipal() instanceof SignedInUser user
                ? Optional.of(user)
                : Optional.empty();
    }

    /// Makes the current session that of `user`, under a new session id.
    public void open(User user, HttpServletRequest request, HttpServletResponse response) {
        if (request.getSession(false) != null) {
            request.changeSessionId();
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(authenticationOf(user));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
    }

    static Authentication authenticationOf(User user) {
        return UsernamePasswordAuthenticationToken.authenticated(
                SignedInUser.of(user), null, authoritiesOf(user.role()));
    }

    /// A role has the authorities of all lesser roles too.
    private static List<GrantedAuthority> authoritiesOf(Role role) {
        return Arrays.stream(Role.values())
                .filter(role::includes)
                .<GrantedAuthority>map(each -> new SimpleGrantedAuthority("ROLE_" + each.name()))
                .toList();
    }
}
