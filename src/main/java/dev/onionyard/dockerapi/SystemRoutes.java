package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.head;

import dev.onionyard.system.HostFacts;
import dev.onionyard.system.RuntimeReadiness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// The engine itself: ping, version, info.
@Component
class SystemRoutes implements Route.Source {

    private final InfoView info;
    private final EngineVersion version;
    private final RuntimeReadiness readiness;

    SystemRoutes(InfoView info, EngineVersion version, RuntimeReadiness readiness) {
        this.info = info;
        this.version = version;
        this.readiness = readiness;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/_ping", this::ping),
                head("/_ping", this::ping).since(1, 40),
                get("/version", this::version),
                get("/info", exchange -> exchange.respond(info.view())));
    }

    /// `Builder-Version: 1` tells the CLI that builds go to the classic builder.
    private void ping(Exchange exchange) throws IOException {
        var response = exchange.response();
        response.setHeader("Builder-Version", "1");
        response.setHeader("Swarm", "inactive");
        response.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        response.setHeader("Pragma", "no-cache");
        response.setContentType("text/plain; charset=utf-8");
        if (exchange.request().getMethod().equals("GET")) {
            response.setContentLength(2);
            response.getOutputStream().write("OK".getBytes(StandardCharsets.US_ASCII));
        } else {
            response.setContentLength(0);
        }
    }

    private void version(Exchange exchange) throws IOException {
        Map<String, Object> facts = facts();
        var view = new LinkedHashMap<String, Object>();
        view.put("Platform", Map.of("Name", "Onionyard"));
        view.put("Components", components(facts));
        view.put("Version", version.text());
        view.putAll(facts);
        exchange.respond(view);
    }

    /// What stands in the answer itself, and as texts among the engine's details.
    private Map<String, Object> facts() {
        HostFacts host = HostFacts.read();
        var view = new LinkedHashMap<String, Object>();
        view.put("ApiVersion", ApiVersion.MAXIMUM.toString());
        view.put("MinAPIVersion", ApiVersion.MINIMUM.toString());
        view.put("GitCommit", "");
        // Not Go, but what it is there for: what the server was made with.
        view.put("GoVersion", "java" + Runtime.version().feature());
        view.put("Os", "linux");
        view.put("Arch", host.architecture());
        view.put("KernelVersion", host.kernelRelease());
        view.put("BuildTime", DockerJson.time(version.built()));
        return view;
    }

    /// The client looks for `Engine` among them and adds a second one if it is not there.
    private List<Map<String, Object>> components(Map<String, Object> facts) {
        var details = new LinkedHashMap<>(facts);
        details.put("Experimental", "false");
        var components = new ArrayList<Map<String, Object>>();
        components.add(component("Engine", version.text(), details));
        String[] runtime = readiness.current().runtime().split(" ", 2);
        if (runtime.length == 2) {
            components.add(component(runtime[0], runtime[1], Map.of("GitCommit", "")));
        }
        return components;
    }

    private static Map<String, Object> component(String name, String version, Map<String, ?> details) {
        var view = new LinkedHashMap<String, Object>();
        view.put("Name", name);
        view.put("Version", version);
        view.put("Details", details);
        return view;
    }
}
