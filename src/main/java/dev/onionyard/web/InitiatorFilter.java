package dev.onionyard.web;

import dev.onionyard.event.Initiator;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Binds who asked around each request, so that the audit trail below knows.
final class InitiatorFilter extends OncePerRequestFilter {

    private final Initiator.Channel channel;

    InitiatorFilter(Initiator.Channel channel) {
        this.channel = channel;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String name = Sessions.current().map(SignedInUser::name).orElse("anonymous");
        var initiator = new Initiator(name, channel, request.getRemoteAddr());
        try {
            initiator.<String, Exception>call(() -> {
                chain.doFilter(request, response);
                return name;
            });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
