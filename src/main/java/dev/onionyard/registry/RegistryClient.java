package dev.onionyard.registry;

import dev.onionyard.progress.ProgressListener;

/// Opens conversations with registries.
public interface RegistryClient {

    /// A conversation with the registry that references name `domain`, which may be `docker.io`: then reads go
    /// to the configured mirrors first. Nothing is sent yet.
    ///
    /// @param domain as in [dev.onionyard.oci.ImageReference#domain]: a host or host:port
    /// @param credential sent to that registry and to its token server, never to mirrors or to where either
    ///     redirects
    /// @param work asked now and then whether to stop; every method of the session may throw what it throws
    ///     then
    /// @throws dev.onionyard.error.InvalidInputException if `domain` is no host or host:port
    RegistrySession open(String domain, Credential credential, ProgressListener work);

    /// The registry that answers for `domain` in the end, under which its credential is kept: `domain` itself,
    /// except that an operator may have put another one in place of docker.io
    /// (`onionyard.registry.default-registry`).
    String hostOf(String domain);
}
