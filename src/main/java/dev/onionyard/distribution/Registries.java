package dev.onionyard.distribution;

import dev.onionyard.registry.Credential;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The registries that people of this server know, and who it is there. `docker login` and the dashboard's form
/// meet in [#signIn]. Secrets are kept encrypted, with a key outside the database; no method gives them away
/// except [#credentialFor], which is for the parts of the engine that speak with registries. Everything that
/// changes is audited.
///
/// A host is as in references, `docker.io` or `localhost:5000`; Docker's addresses
/// (`https://index.docker.io/v1/`) are understood, too.
public interface Registries {

    /// A known registry.
    ///
    /// @param user empty if nobody is signed in; `(token)` for an identity token
    record KnownRegistry(
            String host,
            String user,
            Instant added,
            @Nullable Instant signedIn) {

        public boolean isSignedIn() {
            return signedIn != null;
        }
    }

    /// The host as references have it, from a host or one of Docker's addresses.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if it is neither
    static String hostOf(String address) {
        return RegistryHost.of(address);
    }

    /// All of them, docker.io first, which is always known, then by name.
    List<KnownRegistry> list();

    /// Makes a registry known. One that is known already stays as it is.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if `host` is no host or host:port
    KnownRegistry add(String host);

    /// Asks the registry whether it is there and takes the credential; keeps nothing.
    ///
    /// @param credential null for the one that is kept
    /// @throws dev.onionyard.error.InvalidInputException if it refuses the credential
    /// @throws dev.onionyard.error.UnavailableException if it cannot be reached
    void test(String host, @Nullable Credential credential);

    /// Tests the credential as [#test] does and keeps it if it is good.
    KnownRegistry signIn(String host, Credential credential);

    /// Forgets the credential; the registry stays known.
    void signOut(String host);

    /// Forgets a registry and its credential.
    void forget(String host);

    /// What an import of Docker's `config.json` brought.
    ///
    /// @param signedIn hosts whose credentials were taken
    /// @param failed hosts with the reason why not
    record Imported(List<String> signedIn, List<Failure> failed) {

        /// A registry that was not taken.
        public record Failure(String host, String reason) {}

        public Imported {
            signedIn = List.copyOf(signedIn);
            failed = List.copyOf(failed);
        }
    }

    /// Takes the credentials of a Docker `config.json`: `auths` as they are, those of `credsStore` and
    /// `credHelpers` by running the helper (`docker-credential-NAME get`, which must be on this server's path)
    /// as this server's user: for administrators. The registries are not asked.
    Imported importDockerConfig(byte[] json);

    /// Who this server is at a registry: the kept credential, or nobody.
    Credential credentialFor(String host);
}
