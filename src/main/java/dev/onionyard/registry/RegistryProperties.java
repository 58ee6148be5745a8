package dev.onionyard.registry;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What an operator says about registries, see `docs/configuration.md`.
///
/// @param mirrors addresses (`https://mirror.example:5000`) asked before docker.io
/// @param insecure hosts or host:port whose certificate is not checked and which may speak plain HTTP
/// @param defaultRegistry host:port that serves names without registry in place of docker.io; empty for docker.io
/// @param retryDelay before the second try; doubled each time
/// @param stallLimit a connection that brings nothing for so long is given up
@ConfigurationProperties("onionyard.registry")
record RegistryProperties(
        @DefaultValue List<String> mirrors,
        @DefaultValue List<String> insecure,
        @DefaultValue("") String defaultRegistry,
        @DefaultValue("500ms") Duration retryDelay,
        @DefaultValue("60s") Duration stallLimit) {

    RegistryProperties {
        mirrors = List.copyOf(mirrors);
        insecure = List.copyOf(insecure);
    }
}
