package dev.onionyard.dockerapi;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One endpoint: a method, a path, and what answers it.
///
/// @param template for example `/containers/{id}/json`; `{name}` takes slashes too, because image names have them,
///     every other variable does not
record Route(String method, String template, Pattern pattern, Handler handler) {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    /// Answers a request. It may throw any EngineException.
    interface Handler {
        void handle(Exchange exchange) throws Exception;
    }

    /// Where routes come from: each `*Routes` class names a few, and the engine's methods that they need.
    interface Source {
        List<Route> routes();
    }

    static Route get(String template, Handler handler) {
        return of("GET", template, handler);
    }

    static Route head(String template, Handler handler) {
        return of("HEAD", template, handler);
    }

    static Route post(String template, Handler handler) {
        return of("POST", template, handler);
    }

    static Route put(String template, Handler handler) {
        return of("PUT", template, handler);
    }

    static Route delete(String template, Handler handler) {
        return of("DELETE", template, handler);
    }

    private static Route of(String method, String template, Handler handler) {
        String regex = VARIABLE.matcher(template).replaceAll(v -> v.group(1).equals("name") ? "(.+)" : "([^/]+)");
        return new Route(method, template, Pattern.compile(regex), handler);
    }

    /// The values of the path's variables, if this route answers `path`.
    Optional<List<String>> match(String requestMethod, String path) {
        if (!method.equals(requestMethod)) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(path);
        return matcher.matches() ? Optional.of(groups(matcher)) : Optional.empty();
    }

    private static List<String> groups(Matcher matcher) {
        return java.util.stream.IntStream.rangeClosed(1, matcher.groupCount())
                .mapToObj(matcher::group)
                .toList();
    }
}
