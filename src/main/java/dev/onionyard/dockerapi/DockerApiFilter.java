package dev.onionyard.dockerapi;

import dev.onionyard.account.Role;
import dev.onionyard.dockerapi.Caller.RoleException;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.event.Initiator;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers every request that comes over the engine socket or its TCP address, by the route table, and lets all others
/// pass to the dashboard.
///
/// It is a filter and not a controller because image names contain slashes
/// (`/images/localhost:5000/team/app:1/json`), which Spring's path patterns cannot match in the middle of a path, and
/// because it stands before the dashboard's sign-in: whoever may open the socket is trusted, as with dockerd, and
/// [TcpSignIn] knows the others.
final class DockerApiFilter extends HttpFilter {

    private static final Logger log = LoggerFactory.getLogger(DockerApiFilter.class);
    private static final Pattern PREFIX = Pattern.compile("/v(\\d{1,3}\\.\\d{1,3})(/.*)");

    private final transient List<Route> routes;
    private final transient Caller local;
    private final transient TcpSignIn signIn;

    DockerApiFilter(List<Route> routes, EngineSocket socket, TcpSignIn signIn) {
        this.routes = List.copyOf(routes);
        this.signIn = signIn;
        String path = socket.path().toString();
        this.local = new Caller(new Initiator("docker", Initiator.Channel.DOCKER_API, path), Role.ADMINISTRATOR);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (cameOverSocket(request)) {
            serve(request, response, local);
        } else if (TcpSocket.brought(request)) {
            switch (signIn.identify(request)) {
                case TcpSignIn.Answer.Known(var caller) -> serve(request, response, caller);
                case TcpSignIn.Answer.Unknown unknown -> turnAway(request, response, unknown);
            }
        } else {
            chain.doFilter(request, response);
        }
    }

    /// Tomcat gives requests over a unix socket no local port.
    private static boolean cameOverSocket(HttpServletRequest request) {
        return request.getLocalPort() <= 0;
    }

    private static void turnAway(
            HttpServletRequest request, HttpServletResponse response, TcpSignIn.Answer.Unknown answer) {
        TcpSocket.leaveUnread(request);
        if (answer.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (answer.retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Long.toString(answer.retryAfterSeconds()));
        }
        response.setHeader("Connection", "close");
        fail(response, answer.status(), answer.message());
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, Caller caller) {
        response.setHeader("Server", "Onionyard (linux)");
        response.setHeader("Api-Version", ApiVersion.MAXIMUM.toString());
        response.setHeader("Ostype", "linux");
        response.setHeader("Docker-Experimental", "false");
        caller.initiator().run(() -> answer(request, response, caller));
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Caller caller) {
        try {
            dispatch(request, response, caller);
        } catch (RoleException e) {
            fail(response, HttpServletResponse.SC_FORBIDDEN, String.valueOf(e.getMessage()));
        } catch (EngineException e) {
            log.debug("{} {}: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
            fail(response, statusOf(e), String.valueOf(e.getMessage()));
        } catch (UncheckedIOException | IOException e) {
            // The client is gone, or its bytes could not be read; in the first case nobody hears this.
            log.debug("{} {}", request.getMethod(), request.getRequestURI(), e);
            fail(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            // The server stops: streams that wait for what comes next end here.
            Thread.currentThread().interrupt();
            log.debug("{} {} ends", request.getMethod(), request.getRequestURI());
        } catch (Exception e) {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            fail(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "internal error: " + e);
        }
    }

    private void dispatch(HttpServletRequest request, HttpServletResponse response, Caller caller) throws Exception {
        String path = request.getRequestURI();
        ApiVersion version = ApiVersion.MAXIMUM;
        Matcher prefixed = PREFIX.matcher(path);
        if (prefixed.matches()) {
            version = ApiVersion.parse(prefixed.group(1));
            path = prefixed.group(2);
        }
        for (Route route : routes) {
            var variables = route.match(request.getMethod(), path);
            if (variables.isPresent()) {
                caller.require(route.role(), "ask for " + route.method() + " " + route.template());
                route.handler().handle(new Exchange(request, response, caller, version, variables.get()));
                return;
            }
        }
        throw new NotFoundException("page not found");
    }

    /// The statuses that Docker uses.
    private static int statusOf(EngineException e) {
        return switch (e) {
            case NotFoundException x -> HttpServletResponse.SC_NOT_FOUND;
            case ConflictException x -> HttpServletResponse.SC_CONFLICT;
            case InvalidInputException x -> HttpServletResponse.SC_BAD_REQUEST;
            case UnavailableException x -> HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            case CorruptedException x -> HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        };
    }

    private static void fail(HttpServletResponse response, int status, String message) {
        if (response.isCommitted()) {
            return;
        }
        try {
            response.resetBuffer();
            byte[] body = DockerJson.MAPPER.writeValueAsBytes(Map.of("message", message));
            response.setStatus(status);
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        } catch (IOException e) {
            log.debug("The client left before it heard: {}", message);
        }
    }
}
