package dev.onionyard.registry;

import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/// Sessions over HTTP. Docker Hub is a registry like the others, but for its address and its mirrors.
@Component
class HttpRegistryClient implements RegistryClient {

    private static final Endpoint DOCKER_HUB = new Endpoint("registry-1.docker.io", "https", true);

    private final List<Endpoint> mirrors;
    private final Endpoint hub;
    private final Wire wire;
    private final SchemeProbe probe;
    private final TokenServer tokens;
    private final RetryPolicy retry;
    private final Clock clock;

    HttpRegistryClient(RegistryProperties properties, HttpClients clients, Clock clock) {
        this.mirrors = properties.mirrors().stream()
                .filter(address -> !address.isBlank())
                .map(address -> Endpoint.parse(address, true))
                .toList();
        this.hub = properties.defaultRegistry().isBlank()
                ? DOCKER_HUB
                : Endpoint.parse(properties.defaultRegistry(), false);
        this.wire = new Wire(clients, properties.stallLimit());
        this.probe = new SchemeProbe(wire);
        this.tokens = new TokenServer(wire, clock);
        this.retry = new RetryPolicy(properties.retryDelay(), clock);
        this.clock = clock;
    }

    @Override
    public String hostOf(String domain) {
        return isHub(domain) && hub != DOCKER_HUB ? hub.authority() : domain;
    }

    @Override
    public RegistrySession open(String domain, Credential credential, ProgressListener work) {
        if (!isHub(domain)) {
            return session(new Endpoint(domain, "", true), credential, work);
        }
        RegistrySession registry = session(hub, credential, work);
        return mirrors.isEmpty()
                ? registry
                : new MirroredSession(
                        mirrors.stream()
                                .map(mirror -> session(mirror, Credential.ANONYMOUS, work))
                                .toList(),
                        registry);
    }

    private static boolean isHub(String domain) {
        return domain.equals(ImageReference.DEFAULT_DOMAIN);
    }

    private RegistrySession session(Endpoint endpoint, Credential credential, ProgressListener work) {
        var authorization = new Authorization(tokens, clock, credential);
        return new EndpointSession(new RegistryHttp(endpoint, probe, wire, authorization, retry, work));
    }
}
