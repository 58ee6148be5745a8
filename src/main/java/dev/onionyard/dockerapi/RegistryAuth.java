package dev.onionyard.dockerapi;

import dev.onionyard.distribution.Registries;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.registry.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

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
    private static final String ALL_HEADER = "X-Registry-Config";

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

    /// Who the client is at several registries, by host as references have it (`X-Registry-Config` of `/build`).
    static Map<String, Credential> ofAll(Exchange exchange) {
        String header = exchange.header(ALL_HEADER);
        var credentials = new HashMap<String, Credential>();
        if (header.isBlank()) {
            return credentials;
        }
        try {
            byte[] json = Base64.getUrlDecoder()
                    .decode(header.strip().replace('+', '-').replace('/', '_'));
            Map<String, RegistryAuth> all =
                    DockerJson.MAPPER.readValue(json, new TypeReference<Map<String, RegistryAuth>>() {});
            all.forEach((address, auth) -> {
                Credential credential = auth.credential();
                if (credential != null) {
                    credentials.put(Registries.hostOf(address), credential);
                }
            });
            return credentials;
        } catch (IllegalArgumentException | JacksonException e) {
            throw new InvalidInputException("cannot read " + ALL_HEADER + ": expected JSON in Base64", e);
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
