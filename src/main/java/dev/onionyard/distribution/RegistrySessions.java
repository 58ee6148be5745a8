package dev.onionyard.distribution;

import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.Credential;
import dev.onionyard.registry.RegistryClient;
import dev.onionyard.registry.RegistrySession;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Opens sessions in the name that a request brings, or else in the one that is kept for the registry.
@Component
class RegistrySessions {

    private final RegistryClient client;
    private final Registries registries;

    RegistrySessions(RegistryClient client, Registries registries) {
        this.client = client;
        this.registries = registries;
    }

    RegistrySession open(String domain, @Nullable Credential credential, ProgressListener work) {
        return client.open(domain, credential == null ? registries.credentialFor(domain) : credential, work);
    }
}
