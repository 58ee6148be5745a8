package dev.onionyard.dockerapi;

import dev.onionyard.registry.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Who a client is at a registry (Engine API, AuthConfig). A request's own counts for that request and is not
/// kept; without one the engine uses the one it keeps.
///
/// @param auth Base64 of user:password, as in Docker's `config.json`
record RegistryAuth(
        @Nullable String username,
        @Nullable String password,
        @Nullable String auth,
        @Nullable String serveraddress,
        @Nullable String identitytoken) {

    static final String HEADER = "X-Registry-Auth";

    /// Null if the request says nothing; what cannot be read says nothing, as in dockerd.
    static @Nullable Credential of(Exchange exchange) {
        String header = exchange.header(HEADER);
        if (header.isBlank()) {
            return null;
        }
        try {
            byte[] json = Base64.getUrlDecoder()
                    .decode(header.strip().replace('+', '-').replace('/', '_'));
            return DockerJson.MAPPER.readValue(json, RegistryAuth.class).credential();
        } catch (IllegalArgumentException | JacksonException e) {
            return null;
        }
    }

    /// Null if it names nobody.
    @Nullable
    Credential credential() {
        if (identitytoken != null && !identitytoken.isEmpty()) {
            return new Credential.IdentityToken(identitytoken);
        }
        if (username != null && !username.isEmpty()) {
            return new Credential.Password(username, password == null ? "" : password);
        }
        return auth == null || auth.isEmpty() ? null : decoded(auth);
    }

    private static @Nullable Credential decoded(String auth) {
        String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon <= 0 ? null : new Credential.Password(pair.substring(0, colon), pair.substring(colon + 1));
    }

    @Override
    public String toString() {
        return "sign-in at \"" + serveraddress + "\"";
    }
}
