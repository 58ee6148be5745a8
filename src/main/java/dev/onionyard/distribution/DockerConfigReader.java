package dev.onionyard.distribution;

import dev.onionyard.distribution.Registries.Imported.Failure;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.ChildProcess;
import dev.onionyard.registry.Credential;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the credentials of a Docker `config.json`, asking credential helpers for those that they keep
/// (docker-credential-helpers, protocol of `get`).
@Component
class DockerConfigReader {

    private static final int LIMIT = 1 << 20;
    private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Duration HELPER_LIMIT = Duration.ofSeconds(10);

    /// What a helper gives as user when the secret is an identity token.
    private static final String TOKEN_USER = "<token>";

    /// What a file says.
    record Found(Map<String, Credential> credentials, List<Failure> failures) {}

    /// Credentials are those of hosts as references have them; registries without credential are passed over.
    Found read(byte[] json) {
        JsonNode root = parse(json);
        var found = new Found(new LinkedHashMap<>(), new ArrayList<>());
        root.path("auths").properties().forEach(entry -> take(found, entry.getKey(), () -> inline(entry.getValue())));
        String store = root.path("credsStore").asString("");
        if (!store.isEmpty()) {
            // The file lists the hosts, the store has their secrets.
            root.path("auths")
                    .properties()
                    .forEach(entry -> take(found, entry.getKey(), () -> ask(store, entry.getKey())));
        }
        root.path("credHelpers")
                .properties()
                .forEach(entry ->
                        take(found, entry.getKey(), () -> ask(entry.getValue().asString(""), entry.getKey())));
        return found;
    }

    private static JsonNode parse(byte[] json) {
        if (json.length > LIMIT) {
            throw new InvalidInputException("cannot read config.json: it has more than " + LIMIT + " bytes");
        }
        try {
            JsonNode root = JsonMapper.shared().readTree(json);
            if (root.isObject()) {
                return root;
            }
        } catch (JacksonException e) {
            throw new InvalidInputException("cannot read config.json: not JSON: " + e.getOriginalMessage(), e);
        }
        throw new InvalidInputException("cannot read config.json: expected a JSON object");
    }

    private interface Source {
        Credential read();
    }

    private static void take(Found found, String address, Source source) {
        try {
            String host = RegistryHost.of(address);
            Credential credential = source.read();
            if (!(credential instanceof Credential.Anonymous)) {
                found.credentials().put(host, credential);
            }
        } catch (EngineException e) {
            found.failures().add(new Failure(address, String.valueOf(e.getMessage())));
        }
    }

    private static Credential inline(JsonNode auth) {
        String token = auth.path("identitytoken").asString("");
        if (!token.isEmpty()) {
            return new Credential.IdentityToken(token);
        }
        String encoded = auth.path("auth").asString("");
        String user = auth.path("username").asString("");
        if (encoded.isEmpty()) {
            return user.isEmpty()
                    ? Credential.ANONYMOUS
                    : new Credential.Password(user, auth.path("password").asString(""));
        }
        return decoded(encoded);
    }

    private static Credential decoded(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                return new Credential.Password(
                        pair.substring(0, colon), pair.substring(colon + 1).replaceAll("\0+$", ""));
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the secret.
        }
        throw new InvalidInputException("cannot read \"auth\": expected Base64 of user:password");
    }

    private static Credential ask(String helper, String address) {
        if (!HELPER.matcher(helper).matches()) {
            throw new InvalidInputException("cannot ask credential helper \"" + helper + "\": expected its short name");
        }
        ChildProcess.Result answer = ChildProcess.of("docker-credential-" + helper, "get")
                .input(address)
                .timeout(HELPER_LIMIT)
                .run();
        if (!answer.ok()) {
            throw new InvalidInputException("cannot ask credential helper \"" + helper + "\": "
                    + answer.outputText().strip() + answer.errorText());
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(answer.output());
            String user = json.path("Username").asString("");
            String secret = json.path("Secret").asString("");
            return user.equals(TOKEN_USER)
                    ? new Credential.IdentityToken(secret)
                    : new Credential.Password(user, secret);
        } catch (JacksonException e) {
            throw new InvalidInputException("cannot ask credential helper \"" + helper + "\": it answered no JSON");
        }
    }
}
