package dev.onionyard.registry;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// The HTTP clients, which keep connections: one for all hosts, and one more for each host whose certificates are
/// checked in another way.
@Component
class HttpClients implements DisposableBean {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final String COMMON = "";
    private static final String UNCHECKED = "unchecked";

    private final HostCertificates certificates;
    private final Set<String> insecure;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    HttpClients(HostCertificates certificates, RegistryProperties properties) {
        this.certificates = certificates;
        this.insecure = Set.copyOf(properties.insecure());
    }

    /// @param authority host or host:port
    HttpClient of(String authority) {
        Optional<Path> folder = certificates.folder(authority);
        if (folder.isPresent()) {
            // The folder may be changed while the server runs.
            String key = authority + " " + HostCertificates.stamp(folder.get());
            return clients.computeIfAbsent(key, k -> make(HostCertificates.context(folder.get())));
        }
        return isInsecure(authority)
                ? clients.computeIfAbsent(UNCHECKED, k -> make(UncheckedTrust.context()))
                : clients.computeIfAbsent(COMMON, k -> make(null));
    }

    boolean isInsecure(String authority) {
        return insecure.contains(authority) || insecure.contains(Endpoint.hostOf(authority));
    }

    boolean hasCertificates(String authority) {
        return certificates.folder(authority).isPresent();
    }

    /// Whether nobody need be between this process and that host for plain HTTP to be fine.
    boolean mayBePlain(String authority) {
        return isInsecure(authority) || Endpoint.isLoopback(Endpoint.hostOf(authority));
    }

    private static HttpClient make(@Nullable SSLContext context) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT)
                // Redirects are followed by hand: the credential must not go along.
                .followRedirects(HttpClient.Redirect.NEVER);
        if (context != null) {
            builder.sslContext(context);
        }
        return builder.build();
    }

    @Override
    public void destroy() {
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
