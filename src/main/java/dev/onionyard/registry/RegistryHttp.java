package dev.onionyard.registry;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/// HTTP with one registry: signs in when asked to, follows redirects, tries again what failed for the moment.
final class RegistryHttp {

    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private final Endpoint named;
    private final SchemeProbe probe;
    private final Wire wire;
    private final Authorization authorization;
    private final RetryPolicy retry;
    private final ProgressListener work;

    RegistryHttp(
            Endpoint named,
            SchemeProbe probe,
            Wire wire,
            Authorization authorization,
            RetryPolicy retry,
            ProgressListener work) {
        this.named = named;
        this.probe = probe;
        this.wire = wire;
        this.authorization = authorization;
        this.retry = retry;
        this.work = work;
    }

    RegistryHttp during(ProgressListener otherWork) {
        return new RegistryHttp(named, probe, wire, authorization, retry, otherWork);
    }

    Endpoint endpoint() {
        return named;
    }

    /// The answer, whatever its status; the caller closes its body. A 5xx that stays is an answer, too.
    ///
    /// @throws UnavailableException if there is none
    HttpResponse<InputStream> send(Ask ask) {
        for (int tries = 1; ; tries++) {
            boolean last = !ask.repeatable() || tries == RetryPolicy.TRIES;
            try {
                HttpResponse<InputStream> answer = sendOnce(ask);
                Duration delay = retry.askedFor(answer.headers()).orElse(retry.delayAfter(tries));
                if (last || !PASSING.contains(answer.statusCode()) || delay.compareTo(RetryPolicy.LONGEST) > 0) {
                    return answer;
                }
                Wire.discard(answer);
                RetryPolicy.pause(delay, work);
            } catch (IOException e) {
                if (last || isFinal(e)) {
                    throw unreachable(e);
                }
                pause(tries);
            }
        }
    }

    /// @throws IOException if the connection failed
    HttpResponse<InputStream> sendOnce(Ask ask) throws IOException {
        Endpoint endpoint = endpointNow();
        Optional<String> header = authorization.header(ask.scope(), work);
        HttpResponse<InputStream> answer = follow(ask, endpoint, header);
        if (answer.statusCode() != 401 || !authorization.learn(Challenge.of(answer.headers()), ask.scope(), header)) {
            return answer;
        }
        Wire.discard(answer);
        return follow(ask, endpoint, authorization.header(ask.scope(), work));
    }

    static boolean passes(int status) {
        return PASSING.contains(status);
    }

    private Endpoint endpointNow() throws IOException {
        try {
            return probe.complete(named, work);
        } catch (ConnectException e) {
            probe.forget(named.authority());
            throw e;
        }
    }

    private HttpResponse<InputStream> follow(Ask ask, Endpoint endpoint, Optional<String> header) throws IOException {
        URI address = ask.address(endpoint);
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            HttpResponse<InputStream> answer = wire.send(request(ask, address, endpoint, header), ask.sent(), work);
            if (!ask.reads() || !REDIRECTS.contains(answer.statusCode())) {
                return answer;
            }
            Wire.discard(answer);
            address =
                    redirected(address, answer.headers().firstValue("Location").orElse(""));
        }
        throw new InvalidInputException("cannot ask registry \"" + named.authority() + "\": it redirects more than "
                + MOST_REDIRECTS + " times");
    }

    private static HttpRequest request(Ask ask, URI address, Endpoint endpoint, Optional<String> header) {
        HttpRequest.Builder request =
                Wire.request(address).method(ask.method(), ask.body().get());
        ask.headers().forEach(request::header);
        if (isOf(endpoint, address)) {
            header.ifPresent(value -> request.header("Authorization", value));
        }
        return request.build();
    }

    private static boolean isOf(Endpoint endpoint, URI address) {
        return endpoint.scheme().equals(address.getScheme())
                && endpoint.authority().equals(address.getRawAuthority());
    }

    private URI redirected(URI from, String location) {
        URI to = resolved(from, location);
        boolean plain = "http".equals(to.getScheme());
        boolean mayBePlain =
                plain && ("http".equals(from.getScheme()) || wire.clients().mayBePlain(hostOf(to)));
        if (to.getRawAuthority() == null || !("https".equals(to.getScheme()) || mayBePlain)) {
            throw new InvalidInputException("cannot ask registry \"" + named.authority() + "\": it redirects to \""
                    + RegistryProblem.printable(location) + "\"; expected an address with https://");
        }
        return to;
    }

    private static String hostOf(URI address) {
        return Objects.requireNonNullElse(address.getRawAuthority(), "");
    }

    /// An address that the registry gave, relative or not.
    URI resolved(URI from, String location) {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "cannot ask registry \"" + named.authority() + "\": it answered with the address \""
                            + RegistryProblem.printable(location) + "\"",
                    e);
        }
    }

    void pause(int tries) {
        try {
            RetryPolicy.pause(retry.delayAfter(tries), work);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /// What no second try will change.
    private static boolean isFinal(IOException e) {
        return e instanceof ConnectException
                || e instanceof SSLException && !String.valueOf(e.getMessage()).contains("terminated");
    }

    EngineException unreachable(IOException e) {
        return new UnavailableException("cannot reach registry \"" + named.authority() + "\": " + reason(e), e);
    }

    private String reason(IOException e) {
        if (e instanceof SSLException) {
            return e.getMessage() + "; if its certificate is not from a public authority, put that authority's into"
                    + " certs.d/" + named.authority() + " below the home directory";
        }
        if (e instanceof ConnectException) {
            return hasCause(e, UnresolvedAddressException.class) ? "no such host" : "connection refused";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
