package dev.onionyard.web;

import dev.onionyard.account.ProgramSignIn;
import dev.onionyard.account.SignIn.Result;
import dev.onionyard.account.User;
import dev.onionyard.event.Initiator;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets programs in by `Authorization: Bearer TOKEN` (RFC 6750), for one request. What is wrong with a token is not
/// told.
final class TokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final ProgramSignIn signIn;

    TokenFilter(ProgramSignIn signIn) {
        this.signIn = signIn;
    }

    /// Whether a request comes with a token, good or bad.
    static boolean hasToken(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String secret = request.getHeader(HttpHeaders.AUTHORIZATION)
                .substring(SCHEME.length())
                .strip();
        var nobody = new Initiator("anonymous", Initiator.Channel.TOKEN, request.getRemoteAddr());
        switch (signIn.attempt(secret, nobody)) {
            case Result.SignedIn(var user) -> goOn(user, request, response, chain);
            case Result.Refused() -> {
                response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
                response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            }
            case Result.Throttled(var wait) -> {
                response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
                response.sendError(HttpStatus.TOO_MANY_REQUESTS.value());
            }
        }
    }

    private static void goOn(User user, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(Sessions.authenticationOf(user));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }
}
