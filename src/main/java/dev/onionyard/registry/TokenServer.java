package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Gets tokens from the server that a registry named (distribution-spec, token authentication; OAuth 2 for
/// identity tokens). The server is a stranger: its answer is small or refused, its redirects are not followed,
/// and a secret goes to it in plain only if it goes to the registry in plain.
final class TokenServer {

    /// Where a server does not say how long its token lasts (token specification).
    private static final Duration DEFAULT_LIFE = Duration.ofSeconds(60);

    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final int LIMIT = 256 << 10;
    private static final String CLIENT = "onionyard";

    private final Wire wire;
    private final Clock clock;

    TokenServer(Wire wire, Clock clock) {
        this.wire = wire;
        this.clock = clock;
    }

    /// A token that a registry may take.
    record Token(String value, Instant expires) {

        @Override
        public String toString() {
            return "token until " + expires;
        }
    }

    /// @param scope `repository:library/busybox:pull`, or empty to only find out whether the credential is good
    Token fetch(Challenge challenge, String scope, Credential credential, ProgressListener work) throws IOException {
        URI realm = realm(challenge);
        HttpResponse<InputStream> answer = wire.send(request(realm, challenge, scope, credential), work);
        if (answer.statusCode() != 200) {
            RegistryProblem problem = RegistryProblem.of(answer);
            if (answer.statusCode() >= 500 || answer.statusCode() == 429) {
                // An IOException is tried again.
                throw new IOException("token server \"" + realm.getAuthority() + "\" answered: " + problem.text());
            }
            throw new InvalidInputException(
                    "cannot sign in: token server \"" + realm.getAuthority() + "\" refused: " + problem.text());
        }
        try (InputStream body = answer.body()) {
            return read(body.readNBytes(LIMIT + 1), realm);
        }
    }

    private URI realm(Challenge challenge) {
        String text = challenge.parameter("realm").orElse("");
        try {
            URI realm = URI.create(text);
            String scheme = realm.getScheme();
            if (realm.getRawAuthority() != null
                    && ("https".equals(scheme)
                            || "http".equals(scheme) && wire.clients().mayBePlain(realm.getRawAuthority()))) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new InvalidInputException("cannot sign in: the registry names the token server \""
                + RegistryProblem.printable(text) + "\"; expected an address with https://");
    }

    private static HttpRequest request(URI realm, Challenge challenge, String scope, Credential credential) {
        Map<String, String> fields = new LinkedHashMap<>();
        challenge.parameter("service").ifPresent(service -> fields.put("service", service));
        if (!scope.isEmpty()) {
            fields.put("scope", scope);
        }
        return switch (credential) {
            case Credential.Anonymous none -> Wire.request(with(realm, fields)).build();
            case Credential.Password password -> {
                fields.put("account", password.user());
                yield Wire.request(with(realm, fields))
                        .header("Authorization", basic(password))
                        .build();
            }
            case Credential.IdentityToken identity -> {
                fields.put("grant_type", "refresh_token");
                fields.put("client_id", CLIENT);
                fields.put("refresh_token", identity.token());
                yield Wire.request(realm)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encoded(fields)))
                        .build();
            }
        };
    }

    static String basic(Credential.Password password) {
        byte[] pair = (password.user() + ":" + password.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static URI with(URI realm, Map<String, String> fields) {
        String separator = realm.getRawQuery() == null ? "?" : "&";
        return fields.isEmpty() ? realm : URI.create(realm + separator + encoded(fields));
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .flatMap(field -> values(field).map(value -> field.getKey() + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
    }

    /// Several scopes are several parameters.
    private static Stream<String> values(Map.Entry<String, String> field) {
        return field.getKey().equals("scope") ? Stream.of(field.getValue().split(" ")) : Stream.of(field.getValue());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private Token read(byte[] body, URI realm) {
        String server = "token server \"" + realm.getAuthority() + "\"";
        if (body.length > LIMIT) {
            throw new InvalidInputException("cannot sign in: " + server + " answered more than " + LIMIT + " bytes");
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(body);
            String token = json.path("token").asString("");
            String value = token.isEmpty() ? json.path("access_token").asString("") : token;
            // A line break would end the header that carries it.
            if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new InvalidInputException("cannot sign in: " + server + " answered without a token");
            }
            long seconds = json.path("expires_in").asLong(DEFAULT_LIFE.toSeconds());
            Duration life =
                    Duration.ofSeconds(Math.clamp(seconds, 0, Duration.ofDays(1).toSeconds()));
            return new Token(value, clock.instant().plus(life).minus(MARGIN));
        } catch (JacksonException e) {
            throw new InvalidInputException("cannot sign in: " + server + " answered something that is not JSON", e);
        }
    }
}
