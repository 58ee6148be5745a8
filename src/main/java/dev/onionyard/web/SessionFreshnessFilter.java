package dev.onionyard.web;

import dev.onionyard.account.Accounts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Ends sessions whose user was removed or got another role or password since: looked up at each request, so
/// that it takes effect at once.
final class SessionFreshnessFilter extends OncePerRequestFilter {

    private final Accounts accounts;

    SessionFreshnessFilter(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (Sessions.current().filter(this::isStale).isPresent()) {
            SecurityContextHolder.clearContext();
            HttpSession session = request.getSession(false);
            if (session != null) {
                session.invalidate();
            }
        }
        chain.doFilter(request, response);
    }

    private boolean isStale(SignedInUser user) {
        return accounts.find(user.name()).filter(user::isStill).isEmpty();
    }
}
