package dev.onionyard.dockerapi;

import dev.onionyard.account.Role;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One endpoint: a method, a path, and what answers it.
///
/// @param template for example `/containers/{id}/json`; `{name}` takes slashes too, because image names have them,
///     every other variable does not
/// @param role who may ask over TCP
/// @param support how far it goes; `docs/docker-api.md` is made from it
record Route(String method, String template, Pattern pattern, Handler handler, Role role, Support support) {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    /// Answers a request. It may throw any EngineException.
    interface Handler {
        void handle(Exchange exchange) throws Exception;
    }

    /// How far an endpoint goes.
    ///
    /// @param since the version of the API that brought it
    /// @param remark what is left out and why, or empty
    record Support(ApiVersion since, Status status, String remark) {

        /// Words of the published list.
        enum Status {
            FULL,
            PARTIAL,
            REFUSED
        }
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

    static Route of(String method, String template, Handler handler) {
        String regex = VARIABLE.matcher(template).replaceAll(v -> v.group(1).equals("name") ? "(.+)" : "([^/]+)");
        var full = new Support(ApiVersion.MINIMUM, Support.Status.FULL, "");
        return new Route(method, template, Pattern.compile(regex), handler, usualRole(method), full);
    }

    /// Viewers look, operators act.
    private static Role usualRole(String method) {
        return method.equals("GET") || method.equals("HEAD") ? Role.VIEWER : Role.OPERATOR;
    }

    /// This route for another role than its method says: a GET that acts or hands out content, a POST that only looks.
    Route needs(Role other) {
        return new Route(method, template, pattern, handler, other, support);
    }

    /// This route, which came with a later version than the oldest we speak.
    Route since(int major, int minor) {
        var since = new ApiVersion(major, minor);
        return with(new Support(since, support.status(), support.remark()));
    }

    /// This route, which leaves something out.
    Route partly(String remark) {
        return with(new Support(support.since(), Support.Status.PARTIAL, remark));
    }

    /// This route, whose only answer is that it cannot be done here.
    Route refused(String reason) {
        return with(new Support(support.since(), Support.Status.REFUSED, reason));
    }

    private Route with(Support other) {
        return new Route(method, template, pattern, handler, role, other);
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
