package dev.onionyard.registry;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// One request to a registry, as far as it does not depend on signing in.
///
/// @param target below `/v2/`, or a whole address that the registry gave
/// @param scope what a token must be for
/// @param body made anew for each try
/// @param repeatable whether sending it twice does no harm
record Ask(
        String method,
        String target,
        String scope,
        Map<String, String> headers,
        Supplier<BodyPublisher> body,
        Wire.Sent sent,
        boolean repeatable) {

    static Ask of(String method, String target, String scope) {
        return new Ask(method, target, scope, Map.of(), BodyPublishers::noBody, () -> 0, true);
    }

    Ask with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Ask(method, target, scope, more, body, sent, repeatable);
    }

    Ask with(Supplier<BodyPublisher> newBody) {
        return new Ask(method, target, scope, headers, newBody, sent, repeatable);
    }

    /// The same, sent only once.
    Ask once(Wire.Sent counter) {
        return new Ask(method, target, scope, headers, body, counter, false);
    }

    /// Redirects are for what only reads.
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    URI address(Endpoint endpoint) {
        return target.contains("://") ? URI.create(target) : endpoint.address(target);
    }
}
