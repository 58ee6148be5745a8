package dev.onionyard.registry;

/// In whose name a registry is asked. Secrets are not printed.
public sealed interface Credential {

    Credential ANONYMOUS = new Anonymous();

    /// Nobody's name.
    record Anonymous() implements Credential {}

    /// A user and a password or access token.
    record Password(String user, String password) implements Credential {

        @Override
        public String toString() {
            return "user \"" + user + "\"";
        }
    }

    /// A refresh token that a token server gave at an earlier sign-in (Docker's `identitytoken`).
    record IdentityToken(String token) implements Credential {

        @Override
        public String toString() {
            return "identity token";
        }
    }
}
