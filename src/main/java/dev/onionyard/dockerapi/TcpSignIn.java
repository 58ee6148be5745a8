package dev.onionyard.dockerapi;

import dev.onionyard.account.ProgramSignIn;
import dev.onionyard.account.Role;
import dev.onionyard.account.SignIn.Result;
import dev.onionyard.event.Initiator;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Tells who makes a request that came over TCP: by an access token, else by the certificate of the connection, else,
/// where plain TCP is allowed, nobody in particular, with the power that the engine socket gives.
@Component
class TcpSignIn {

    private static final String SCHEME = "Bearer ";
    private static final String NOBODY = "anonymous";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    /// How a program on this machine calls it. A browser that a stranger's page sends here uses another name.
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?", Pattern.CASE_INSENSITIVE);

    private final TcpProperties properties;
    private final ProgramSignIn signIn;

    TcpSignIn(TcpProperties properties, ProgramSignIn signIn) {
        this.properties = properties;
        this.signIn = signIn;
    }

    /// What came of it.
    sealed interface Answer {

        record Known(Caller caller) implements Answer {}

        /// @param retryAfterSeconds when to try again, or 0
        record Unknown(int status, String message, long retryAfterSeconds) implements Answer {}
    }

    Answer identify(HttpServletRequest request) {
        if (fromForeignPage(request)) {
            return new Answer.Unknown(403, "requests from web pages of another origin are refused", 0);
        }
        Optional<String> token = token(request);
        if (token.isPresent()) {
            return byToken(token.get(), caller(NOBODY, request));
        }
        X509Certificate certificate = certificate(request);
        if (certificate != null) {
            return byCertificate(certificate, request);
        }
        return properties.encrypted() ? turnedAway(caller(NOBODY, request), howToSignIn()) : byLoopback(request);
    }

    /// Browsers say where a page came from, docker's clients do not, or name this server.
    private static boolean fromForeignPage(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        return origin != null && !origin.substring(origin.indexOf("//") + 2).equalsIgnoreCase(host);
    }

    private static Optional<String> token(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
    }

    private Answer byToken(String secret, Initiator nobody) {
        return switch (signIn.attempt(secret, nobody)) {
            case Result.SignedIn(var user) ->
                new Answer.Known(
                        new Caller(new Initiator(user.name(), nobody.channel(), nobody.origin()), user.role()));
            case Result.Refused() -> refused("the token is unknown, revoked or has expired");
            case Result.Throttled(var wait) -> throttled(wait.toSeconds());
        };
    }

    /// The handshake has checked the certificate, but a connection or a session may be older than its end.
    private Answer byCertificate(X509Certificate certificate, HttpServletRequest request) {
        Initiator bearer = caller(ClientCertificates.nameIn(certificate), request);
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return turnedAway(bearer, "the client's certificate is not valid now");
        }
        Optional<Role> role = properties.roleOf(bearer.name());
        return role.isPresent()
                ? new Answer.Known(new Caller(bearer, role.get()))
                : turnedAway(bearer, "onionyard.tcp.client-roles gives \"" + bearer.name() + "\" no role");
    }

    /// A page of a stranger can make a browser ask this server under a name that the stranger's name server resolves
    /// to loopback.
    private Answer byLoopback(HttpServletRequest request) {
        String host = request.getHeader("Host");
        return host == null || host.isEmpty() || LOOPBACK_HOST.matcher(host).matches()
                ? new Answer.Known(new Caller(caller("docker", request), Role.ADMINISTRATOR))
                : new Answer.Unknown(403, "plain TCP answers only as localhost, not as \"" + host + "\"", 0);
    }

    private Answer turnedAway(Initiator claimed, String reason) {
        return switch (signIn.turnAway(claimed, reason)) {
            case Result.Throttled(var wait) -> throttled(wait.toSeconds());
            case Result.Refused() -> refused(reason);
            case Result.SignedIn(var user) -> throw new IllegalStateException("turned away, and yet in");
        };
    }

    private String howToSignIn() {
        return properties.clientAuthority().isEmpty()
                ? "an access token is needed: Authorization: Bearer TOKEN"
                : "a client certificate or an access token is needed";
    }

    private static Answer refused(String reason) {
        return new Answer.Unknown(401, "unauthorized: " + reason, 0);
    }

    private static Answer throttled(long seconds) {
        return new Answer.Unknown(429, "too many failed attempts, wait a moment", Math.max(1, seconds));
    }

    private static @Nullable X509Certificate certificate(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? chain[0]
                : null;
    }

    private static Initiator caller(String name, HttpServletRequest request) {
        return new Initiator(name, Initiator.Channel.DOCKER_API, request.getRemoteAddr());
    }
}
