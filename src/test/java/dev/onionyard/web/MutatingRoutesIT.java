package dev.onionyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.Role;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Every route of the whole application that changes something, whoever wrote it: nobody gets through without
/// signing in, no viewer, and no operator without the token. A new route is tested without being named here.
class MutatingRoutesIT {

    private static final String PASSWORD = "tears-of-joy";
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf-token\" content=\"([^\"]+)\"");

    /// What everybody may post, or every user about themselves.
    private static final Set<String> OPEN = Set.of("/first-administrator", "/language", "/theme", "/error");

    private static final String OWN = "/settings/(password|tokens|tokens/x/revoke)";

    record Route(String method, String path) {}

    private static TestApplication application;

    @BeforeAll
    static void start() {
        application = TestApplication.start(Map.of());
        Accounts accounts = application.get(Accounts.class);
        accounts.create("viewer", Role.VIEWER, PASSWORD);
        accounts.create("operator", Role.OPERATOR, PASSWORD);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void areClosedToVisitors() throws Exception {
        var visitor = new Visitor();
        visitor.readToken("/sign-in");
        for (Route route : mutatingRoutes()) {
            assertThat(visitor.call(route, true))
                    .as("%s without sign-in", route)
                    .isIn(401, 302);
        }
    }

    @Test
    void areClosedToViewers() throws Exception {
        var viewer = new Visitor();
        viewer.signIn("viewer", PASSWORD);
        List<Route> routes = mutatingRoutes().stream()
                .filter(route -> !route.path.matches(OWN))
                .toList();
        assertThat(routes).isNotEmpty();
        for (Route route : routes) {
            assertThat(viewer.call(route, true)).as("%s by a viewer", route).isEqualTo(403);
        }
    }

    @Test
    void areClosedToForgedRequests() throws Exception {
        var administrator = new Visitor();
        administrator.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        for (Route route : mutatingRoutes()) {
            assertThat(administrator.call(route, false))
                    .as("%s without token", route)
                    .isEqualTo(403);
        }
    }

    @Test
    void administrationIsClosedToOperators() throws Exception {
        var operator = new Visitor();
        operator.signIn("operator", PASSWORD);
        assertThat(operator.call(new Route("GET", "/settings/users"), true)).isEqualTo(403);
        assertThat(operator.call(new Route("POST", "/settings/users"), true)).isEqualTo(403);
    }

    private static List<Route> mutatingRoutes() {
        var mapping = application.get("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        return mapping.getHandlerMethods().keySet().stream()
                .flatMap(MutatingRoutesIT::routesOf)
                .filter(route -> !OPEN.contains(route.path))
                .distinct()
                .toList();
    }

    private static Stream<Route> routesOf(RequestMappingInfo mapping) {
        Set<RequestMethod> declared = mapping.getMethodsCondition().getMethods();
        Stream<RequestMethod> all = declared.isEmpty() ? Arrays.stream(RequestMethod.values()) : declared.stream();
        List<String> methods = all.map(Enum::name)
                .filter(method -> !Set.of("GET", "HEAD", "OPTIONS", "TRACE").contains(method))
                .toList();
        return mapping.getPatternValues().stream()
                .map(pattern -> pattern.replaceAll("\\{[^}]*}", "x"))
                .flatMap(path -> methods.stream().map(method -> new Route(method, path)));
    }

    /// A browser without a screen.
    private static final class Visitor {

        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private String token = "";

        void signIn(String name, String password) throws Exception {
            readToken("/sign-in");
            String form = "name=" + name + "&password=" + password;
            int status = send(HttpRequest.newBuilder(address("/sign-in"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("X-CSRF-TOKEN", token)
                            .POST(BodyPublishers.ofString(form)))
                    .statusCode();
            assertThat(status).isEqualTo(302);
            readToken("/jobs");
        }

        void readToken(String path) throws Exception {
            var matcher =
                    TOKEN.matcher(send(HttpRequest.newBuilder(address(path))).body());
            assertThat(matcher.find()).as("token on " + path).isTrue();
            token = matcher.group(1);
        }

        int call(Route route, boolean withToken) throws Exception {
            var request = HttpRequest.newBuilder(address(route.path)).method(route.method, BodyPublishers.noBody());
            return send(withToken ? request.header("X-CSRF-TOKEN", token) : request)
                    .statusCode();
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), BodyHandlers.ofString());
        }

        private static URI address(String path) {
            return application.address().resolve(path);
        }
    }
}
