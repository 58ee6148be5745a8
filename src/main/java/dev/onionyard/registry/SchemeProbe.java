package dev.onionyard.registry;

import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Finds out whether a host that may speak plain HTTP does, by a question without credential. All other hosts
/// speak TLS. What was found is remembered until the host cannot be reached.
final class SchemeProbe {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int BAD_REQUEST = 400;

    private final Wire wire;
    private final Map<String, String> found = new ConcurrentHashMap<>();

    SchemeProbe(Wire wire) {
        this.wire = wire;
    }

    Endpoint complete(Endpoint endpoint, ProgressListener work) throws IOException {
        return endpoint.scheme().isEmpty() ? endpoint.over(scheme(endpoint.authority(), work)) : endpoint;
    }

    void forget(String authority) {
        found.remove(authority);
    }

    private String scheme(String authority, ProgressListener work) throws IOException {
        if (!wire.clients().mayBePlain(authority) || wire.clients().hasCertificates(authority)) {
            return "https";
        }
        String known = found.get(authority);
        if (known == null) {
            known = speaksPlainHttp(authority, work) ? "http" : "https";
            found.put(authority, known);
        }
        return known;
    }

    /// A server that expects TLS answers plain HTTP with 400, or not at all.
    private boolean speaksPlainHttp(String authority, ProgressListener work) throws IOException {
        HttpRequest question = Wire.request(URI.create("http://" + authority + "/v2/"))
                .timeout(LIMIT)
                .build();
        try {
            HttpResponse<InputStream> answer = wire.send(question, work);
            Wire.discard(answer);
            return answer.statusCode() != BAD_REQUEST;
        } catch (ConnectException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }
}
