package dev.onionyard.registry;

import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.home.TestHome;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// The client with short pauses, on a home of its own.
final class Sessions implements AutoCloseable {

    private final HomeDirectory home;
    private final HttpClients clients;
    private final RegistryClient client;

    Sessions() {
        this(List.of(), List.of(), "");
    }

    Sessions(List<String> mirrors, List<String> insecure, String defaultRegistry) {
        try {
            home = TestHome.in(ScratchDirectory.make("sessions"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var properties =
                new RegistryProperties(mirrors, insecure, defaultRegistry, Duration.ofMillis(5), Duration.ofSeconds(5));
        clients = new HttpClients(new HostCertificates(home), properties);
        client = new HttpRegistryClient(properties, clients, Clock.systemUTC());
    }

    RegistrySession open(String domain) {
        return open(domain, Credential.ANONYMOUS);
    }

    RegistrySession open(String domain, Credential credential) {
        return client.open(domain, credential, ProgressListener.NONE);
    }

    RegistrySession open(String domain, ProgressListener work) {
        return client.open(domain, Credential.ANONYMOUS, work);
    }

    /// The folder for a registry's certificates.
    Path certificates(String authority) {
        try {
            return Files.createDirectories(home.path().resolve("certs.d").resolve(authority));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        clients.destroy();
        home.destroy();
    }
}
